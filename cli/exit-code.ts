/** Exit codes of the public contract. */
export const EXIT_DONE = 0;
/** A check or guard-rail failed, or an unforeseen error. */
export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;
/** Stopped by Ctrl-C; what was computed is on disk. */
export const EXIT_INTERRUPTED = 130;
