/** Erlang B: share of calls lost at `servers` servers without a line, `offered` Erlang of Poisson calls (M/M/c/c, in fact M/G/c/c). */
export function erlangB(servers: number, offered: number): number {
  let blocked = 1;
  for (let count = 1; count <= servers; count++) blocked = (offered * blocked) / (count + offered * blocked);
  return blocked;
}

/** Erlang C: share of customers that wait in M/M/c; `offered` below `servers`. */
export function erlangC(servers: number, offered: number): number {
  const blocked = erlangB(servers, offered);
  return blocked / (1 - (offered / servers) * (1 - blocked));
}

/** Mean wait of all customers of M/M/c, in units of the mean service. */
export function meanWaitMmc(servers: number, offered: number): number {
  return erlangC(servers, offered) / (servers - offered);
}

/**
 * Engset: share of calls lost when they come from `sources` sources, each of which calls at `perSource` calls a mean service while it
 * is idle; blocked sources are idle again at once.
 */
export function engset(servers: number, sources: number, perSource: number): number {
  let blocked = 1;
  for (let count = 1; count <= servers; count++) {
    const rate = (sources - count) * perSource * blocked;
    blocked = rate / (count + rate);
  }
  return blocked;
}

/** Mean number of transfers on a link shared equally (M/M/1 processor sharing, in fact M/G/1-PS) at load `load` below 1. */
export function meanOnSharedLink(load: number): number {
  return load / (1 - load);
}

/** Mean wait at one server with equal service times (M/D/1), in units of the service. */
export function meanWaitMd1(load: number): number {
  return load / (2 * (1 - load));
}

/**
 * Mean rate that a link of `capacity` carries for `sources` independent on-off sources, each on with probability `onShare` and then
 * asking for `peak`: the mean of min(on x peak, capacity), whatever the distributions of the phases. Any one unit of rate.
 */
export function meanOfLinkWithSources(sources: number, onShare: number, peak: number, capacity: number): number {
  let probability = (1 - onShare) ** sources;
  let mean = 0;
  for (let on = 1; on <= sources; on++) {
    probability *= ((sources - on + 1) / on) * (onShare / (1 - onShare));
    mean += probability * Math.min(on * peak, capacity);
  }
  return mean;
}
