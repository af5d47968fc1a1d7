import { describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import { varianceOf } from "../oracle/reconcile.ts";
import { TrafficBook } from "./traffic-book.ts";

/** A book of 40 peers in which peer 0 is served by `own` clients that use peers 0 and 1 alone, and the others by many who roam. */
function bookOf(own: number): TrafficBook {
  const book = new TrafficBook(40, 1_000);
  for (let session = 0; session < 400; session++) {
    const startUs = session * US_PER_HOUR;
    book.observe(session % 2, 900 + (session % own), 1_000, startUs, startUs + 1);
    // A walk that meets every pair of client and peer in turn.
    book.observe(2 + ((session * 7) % 38), (session * 13) % 800, 1_000 * (1 + (session % 9)), startUs, startUs + 1);
  }
  return book;
}

describe("TrafficBook", () => {
  it("finds the share of its two closest clients in a peer, and none in one that many use", () => {
    const book = bookOf(4);
    // Peers 0 and 1 alternate, and so do the four clients: each peer sees two of them.
    expect(book.concentration(0)).toBeGreaterThan(0.4);
    expect(book.loyalty(0)).toBeGreaterThan(0.8);
    expect(Math.abs(book.concentration(5))).toBeLessThan(0.25);
    expect(book.loyalty(5)).toBe(0);
  });

  it("sees many accounts that use only two peers by their loyalty, where concentration no longer does", () => {
    const book = bookOf(100);
    expect(book.concentration(0)).toBeLessThan(0.05);
    expect(book.loyalty(0)).toBeGreaterThan(0.4);
  });

  it("keeps sizes and gaps, and no trace of a session without bytes", () => {
    const book = bookOf(4);
    expect(book.sizes(0).count).toBe(200);
    expect(varianceOf(book.sizes(0))).toBeLessThan(1e-9);
    expect(varianceOf(book.gaps(0))).toBeLessThan(1e-9);
    const before = book.activity(0);
    book.observe(0, 1, 0, 5, 6);
    expect(book.activity(0)).toEqual(before);
  });

  it("adds an epoch's hours and online time, fades the sums and not the counters of cases", () => {
    const book = new TrafficBook(2, 10);
    book.observe(0, 1, 500, 0, 12 * US_PER_HOUR);
    book.nextEpoch(Float64Array.of(US_PER_DAY, 0), US_PER_DAY, 0.5);
    expect(book.hourShareDays[0]).toBe(0.25);
    expect(book.days[0]).toBe(0.5);
    expect(book.bytes[0]).toBe(250);
    expect(book.sizes(0).count).toBe(0.5);
    expect(book.activity(0)).toEqual({ sessions: 1, onlineUs: US_PER_DAY });
    expect(book.activity(1)).toEqual({ sessions: 0, onlineUs: 0 });
  });

  it("forgets one peer and no other", () => {
    const book = bookOf(4);
    const other = book.concentration(1);
    book.forget(0);
    expect(book.sizes(0).count).toBe(0);
    expect(book.concentration(0)).toBe(0);
    expect(book.loyalty(0)).toBe(0);
    expect(book.concentration(1)).toBe(other);
  });
});
