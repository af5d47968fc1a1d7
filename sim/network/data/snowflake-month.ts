import { TwinError } from "../../../base/errors.ts";

/**
 * Monthly means of Tor's Snowflake, per day. Columns: month | days measured | mean concurrent users | thousand matches |
 * thousand denials to clients of restricted and unrestricted NAT | unique proxy IPs: extension, badge, phone, standalone
 * ("-": not reported) | unique proxy IPs by NAT: unrestricted, restricted, unknown | GB read and written at the bridges.
 * June 2022 counts phones on 9 of its 27 days.
 * Source: Tor Metrics; Bocovich and others, "Snowflake", USENIX Security 2024; monthly means rounded here (README.md).
 */
const MONTHS = `
2021-12 | 31 | 3606 | 1195.3 | 378.1 18.0 | 9923 131 - 5177 | 230 9656 5304 | 842.5 848.9
2022-01 | 29 | 6687 | 1412.2 | 69.7 3.1 | 11076 83 - 3464 | 286 9941 5548 | 1062.2 1076.1
2022-02 | 28 | 12883 | 1673.4 | 193.3 63.7 | 12289 153 - 2307 | 387 10492 5967 | 1861.5 1868.4
2022-03 | 29 | 14982 | 2501.0 | 52.2 0.0 | 22646 598 - 2987 | 638 15063 13040 | 2961.6 2961.0
2022-04 | 30 | 12677 | 1596.0 | 2.8 0.0 | 23942 309 - 3099 | 644 14247 15219 | 4619.5 4611.9
2022-05 | 31 | 13033 | 1495.4 | 1.2 0.0 | 23363 208 - 2949 | 534 11744 17077 | 5352.5 5359.5
2022-06 | 27 | 13319 | 2211.4 | 2114.5 25.8 | 22464 197 4130 2836 | 464 11098 17233 | 5249.6 5283.1
2022-07 | 29 | 14032 | 3222.7 | 48.5 0.0 | 22433 210 3588 2817 | 541 16338 12048 | 5730.0 5778.0
2022-08 | 31 | 17288 | 3446.4 | 1.6 0.0 | 22112 201 3355 2744 | 538 17399 10345 | 6529.3 6599.4
2022-09 | 27 | 26042 | 5674.9 | 4588.3 159.6 | 31057 1437 4986 2914 | 1010 23054 15914 | 8332.9 8419.5
2022-10 | 26 | 30149 | 10638.9 | 1776.5 10.7 | 87100 3554 8394 3965 | 2279 60903 38853 | 6185.1 6233.1
2022-11 | 30 | 39977 | 10595.9 | 6.8 0.0 | 101250 3823 8111 3677 | 3145 69587 43256 | 8386.0 8482.5
2022-12 | 31 | 65505 | 15237.7 | 4263.2 0.0 | 102479 3138 8453 4376 | 2496 71621 43601 | 14833.2 14967.8
2023-01 | 31 | 89959 | 18212.0 | 11836.3 0.0 | 108654 2440 8435 5334 | 2027 75600 46507 | 20403.8 20602.3
2023-02 | 28 | 82162 | 16905.5 | 15874.1 0.1 | 112850 1953 8791 5408 | 1863 78066 48404 | 18101.1 18257.3
2023-03 | 31 | 67201 | 11786.3 | 5369.5 0.0 | 114887 1614 8044 5234 | 1537 78760 48907 | 21052.2 21120.8
2023-04 | 30 | 75398 | 11134.9 | 1614.7 0.0 | 112407 1301 11012 5118 | 2396 76797 50104 | 30947.7 31035.9
2023-05 | 31 | 78660 | 12051.4 | 2843.7 6.9 | 112392 1192 14634 4997 | 2597 77315 52751 | 36344.2 36440.3
2023-06 | 30 | 75404 | 11146.0 | 2573.8 0.3 | 110259 1054 18149 4922 | 2623 77296 53850 | 35787.5 35899.3
`;

/** One month; counts and bytes are means per day. `proxyIps.phone` is null where phones were not yet reported. */
export interface SnowflakeMonth {
  readonly month: string;
  readonly daysMeasured: number;
  readonly usersConcurrentMean: number;
  readonly matched: number;
  readonly denied: { readonly restricted: number; readonly unrestricted: number };
  readonly proxyIps: {
    readonly extension: number;
    readonly badge: number;
    readonly phone: number | null;
    readonly standalone: number;
  };
  readonly natIps: { readonly unrestricted: number; readonly restricted: number; readonly unknown: number };
  /** The bridge reads what it relays once and writes it once, in each direction: both columns count all user traffic. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** The months of the table, ascending. */
export function snowflakeMonths(): readonly string[] {
  return rows().map((row) => row.slice(0, 7));
}

/**
 * The measured month, e.g. `2023-06`.
 * @throws TwinError NETWORK_UNKNOWN_MONTH
 */
export function snowflakeMonth(month: string): SnowflakeMonth {
  const row = rows().find((line) => line.startsWith(`${month} |`));
  if (row === undefined) {
    throw new TwinError("NETWORK_UNKNOWN_MONTH", "no Snowflake figures for this month", {
      value: month,
      expected: "a month from 2021-12 to 2023-06, such as 2023-06",
    });
  }
  return parse(row);
}

/** Unique proxy IPs a day: the sum by kind, or by NAT type in the months that did not report phones by kind. */
export function proxyIpsPerDay(month: SnowflakeMonth): number {
  const { extension, badge, phone, standalone } = month.proxyIps;
  const { unrestricted, restricted, unknown } = month.natIps;
  return phone === null ? unrestricted + restricted + unknown : extension + badge + phone + standalone;
}

/** Matches at the broker per proxy IP and day: 82.9 in June 2023. */
export function matchesPerProxyIpDay(month: SnowflakeMonth): number {
  return month.matched / proxyIpsPerDay(month);
}

/** Mean concurrent users per daily proxy IP: 0.56 in June 2023. */
export function usersPerProxyIp(month: SnowflakeMonth): number {
  return month.usersConcurrentMean / proxyIpsPerDay(month);
}

/** Mean length of a leg (one client on one proxy), seconds, by Little's law: users / (matches per second); 585 s in June 2023. */
export function legSecondsMean(month: SnowflakeMonth): number {
  return (86_400 * month.usersConcurrentMean) / month.matched;
}

/** Bytes of users a day, up and down: each relayed byte is read once and written once, so half of the sum. */
export function userBytesPerDay(month: SnowflakeMonth): number {
  return (month.bytesRead + month.bytesWritten) / 2;
}

/** Mean bytes of a leg, up and down: 3.2 MB in June 2023. */
export function legBytesMean(month: SnowflakeMonth): number {
  return userBytesPerDay(month) / month.matched;
}

/**
 * Share of polls that a broker answered with "no proxy" to a client of restricted (or unknown) NAT: the least share of all polls
 * that restricted clients can have made, 18.8% in June 2023. Denied clients poll again, so their share of clients may be lower.
 */
export function deniedRestrictedShare(month: SnowflakeMonth): number {
  const { restricted, unrestricted } = month.denied;
  return restricted / (month.matched + restricted + unrestricted);
}

function rows(): string[] {
  return MONTHS.trim().split("\n");
}

function parse(row: string): SnowflakeMonth {
  const [month = "", ...cells] = row.split(" | ");
  const numbers = cells.flatMap((cell) => cell.split(" ")).map((text) => (text === "-" ? null : Number(text)));
  const at = (index: number): number => numbers[index] ?? Number.NaN;
  return {
    month,
    daysMeasured: at(0),
    usersConcurrentMean: at(1),
    matched: at(2) * 1e3,
    denied: { restricted: at(3) * 1e3, unrestricted: at(4) * 1e3 },
    proxyIps: { extension: at(5), badge: at(6), phone: numbers[7] ?? null, standalone: at(8) },
    natIps: { unrestricted: at(9), restricted: at(10), unknown: at(11) },
    bytesRead: at(12) * 1e9,
    bytesWritten: at(13) * 1e9,
  };
}
