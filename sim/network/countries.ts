import { TwinError } from "../../base/errors.ts";

/** Regions of the geographic multiplier. The code of a region is its index here. */
export const REGIONS = [
  "europe",
  "north-america",
  "latin-america",
  "middle-east",
  "central-asia",
  "south-asia",
  "east-asia",
  "southeast-asia",
  "oceania",
  "africa",
] as const;
export type Region = (typeof REGIONS)[number];

/**
 * Countries: code | name | region | hours from UTC (standard time of the main city; one zone a country) | latitude and longitude of
 * the main city, degrees | weight among peers | weight among clients ("-": none).
 * Peers: volunteers live where nothing is censored; assumption, US and western Europe heavy. Clients: Iran and Russia held most of
 * Snowflake's users in June 2023; the split is an assumption. Source: ASSUMPTIONS.md#countries
 */
const TABLE = `
AE | United Arab Emirates | middle-east | 4 | 24.5 | 54.4 | - | 5
AR | Argentina | latin-america | -3 | -34.6 | -58.4 | 8 | -
AT | Austria | europe | 1 | 48.2 | 16.4 | 16 | -
AU | Australia | oceania | 10 | -33.9 | 151.2 | 28 | -
BD | Bangladesh | south-asia | 6 | 23.8 | 90.4 | 4 | -
BE | Belgium | europe | 1 | 50.9 | 4.4 | 14 | -
BG | Bulgaria | europe | 2 | 42.7 | 23.3 | 6 | -
BR | Brazil | latin-america | -3 | -23.6 | -46.6 | 26 | -
BY | Belarus | europe | 3 | 53.9 | 27.6 | - | 30
CA | Canada | north-america | -5 | 43.7 | -79.4 | 40 | -
CH | Switzerland | europe | 1 | 47.4 | 8.5 | 20 | -
CL | Chile | latin-america | -4 | -33.4 | -70.7 | 6 | -
CN | China | east-asia | 8 | 31.2 | 121.5 | - | 70
CO | Colombia | latin-america | -5 | 4.7 | -74.1 | 6 | -
CU | Cuba | latin-america | -5 | 23.1 | -82.4 | - | 4
CZ | Czechia | europe | 1 | 50.1 | 14.4 | 14 | -
DE | Germany | europe | 1 | 50.1 | 8.7 | 140 | -
DK | Denmark | europe | 1 | 55.7 | 12.6 | 10 | -
EG | Egypt | africa | 2 | 30 | 31.2 | - | 20
ES | Spain | europe | 1 | 40.4 | -3.7 | 26 | -
FI | Finland | europe | 2 | 60.2 | 24.9 | 12 | -
FR | France | europe | 1 | 48.9 | 2.4 | 60 | -
GB | United Kingdom | europe | 0 | 51.5 | -0.1 | 58 | -
GR | Greece | europe | 2 | 38 | 23.7 | 8 | -
HK | Hong Kong | east-asia | 8 | 22.3 | 114.2 | 8 | 4
ID | Indonesia | southeast-asia | 7 | -6.2 | 106.8 | 10 | -
IE | Ireland | europe | 0 | 53.3 | -6.3 | 6 | -
IN | India | south-asia | 5.5 | 19.1 | 72.9 | 36 | 10
IQ | Iraq | middle-east | 3 | 33.3 | 44.4 | - | 10
IR | Iran | middle-east | 3.5 | 35.7 | 51.4 | - | 480
IT | Italy | europe | 1 | 45.5 | 9.2 | 30 | -
JP | Japan | east-asia | 9 | 35.7 | 139.7 | 28 | -
KE | Kenya | africa | 3 | -1.3 | 36.8 | 3 | -
KR | South Korea | east-asia | 9 | 37.6 | 127 | 8 | -
KZ | Kazakhstan | central-asia | 6 | 43.2 | 76.9 | 2 | 12
MM | Myanmar | southeast-asia | 6.5 | 16.9 | 96.2 | - | 10
MX | Mexico | latin-america | -6 | 19.4 | -99.1 | 12 | -
MY | Malaysia | southeast-asia | 8 | 3.1 | 101.7 | 6 | -
NG | Nigeria | africa | 1 | 6.5 | 3.4 | 3 | -
NL | Netherlands | europe | 1 | 52.4 | 4.9 | 44 | -
NO | Norway | europe | 1 | 59.9 | 10.8 | 10 | -
NZ | New Zealand | oceania | 12 | -36.8 | 174.8 | 7 | -
PH | Philippines | southeast-asia | 8 | 14.6 | 121 | 8 | -
PK | Pakistan | south-asia | 5 | 24.9 | 67 | - | 15
PL | Poland | europe | 1 | 52.2 | 21 | 26 | -
PT | Portugal | europe | 0 | 38.7 | -9.1 | 9 | -
RO | Romania | europe | 2 | 44.4 | 26.1 | 12 | -
RU | Russia | europe | 3 | 55.8 | 37.6 | - | 240
SA | Saudi Arabia | middle-east | 3 | 24.7 | 46.7 | - | 6
SE | Sweden | europe | 1 | 59.3 | 18.1 | 20 | -
SG | Singapore | southeast-asia | 8 | 1.4 | 103.8 | 8 | -
TH | Thailand | southeast-asia | 7 | 13.8 | 100.5 | 6 | -
TM | Turkmenistan | central-asia | 5 | 37.9 | 58.4 | - | 30
TR | Turkey | middle-east | 3 | 41 | 29 | 8 | 14
TW | Taiwan | east-asia | 8 | 25 | 121.6 | 8 | -
UA | Ukraine | europe | 2 | 50.5 | 30.5 | 10 | 4
US | United States | north-america | -6 | 39 | -87 | 240 | 16
UZ | Uzbekistan | central-asia | 5 | 41.3 | 69.2 | - | 10
VE | Venezuela | latin-america | -4 | 10.5 | -66.9 | - | 4
VN | Vietnam | southeast-asia | 7 | 10.8 | 106.7 | - | 6
ZA | South Africa | africa | 2 | -26.2 | 28 | 6 | -
`;

/**
 * Countries without measured round-trip times (Egypt, Turkmenistan, Myanmar) take a neighbour's: a column of the matrix is copied,
 * and the neighbour's domestic time stands for the border crossing.
 */
export const RTT_NEIGHBOURS: Readonly<Record<string, string>> = { EG: "SA", MM: "TH", TM: "UZ" };

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
  readonly region: Region;
  readonly utcOffsetHours: number;
  readonly latitude: number;
  readonly longitude: number;
  /** Share of peers and of clients that live here. */
  readonly peerShare: number;
  readonly clientShare: number;
}

/**
 * All countries, ordered by code; a country's index in the world's arrays is its place here. Shares sum to one.
 * @throws TwinError NETWORK_BAD_TABLE if a row names no known region
 */
export function countryTable(): readonly Country[] {
  const parsed = TABLE.trim().split("\n").map(parseCountry);
  const peerSum = parsed.reduce((sum, country) => sum + country.peerShare, 0);
  const clientSum = parsed.reduce((sum, country) => sum + country.clientShare, 0);
  return parsed.map((country) => ({
    ...country,
    peerShare: country.peerShare / peerSum,
    clientShare: country.clientShare / clientSum,
  }));
}

/**
 * Index of the country with ISO code `code`.
 * @throws TwinError NETWORK_UNKNOWN_COUNTRY
 */
export function countryIndex(countries: readonly Country[], code: string): number {
  const index = countries.findIndex((country) => country.code === code);
  if (index < 0) {
    throw new TwinError("NETWORK_UNKNOWN_COUNTRY", "no such country in the network model", {
      value: code,
      expected: `one of ${countries.map((country) => country.code).join(" ")}`,
    });
  }
  return index;
}

/** Length `countries`, by country: code of its region. */
export function regionCodes(countries: readonly Country[]): Uint8Array {
  return Uint8Array.from(countries, (country) => REGIONS.indexOf(country.region));
}

/** Running sums of shares, for `pickOf`; the last is one. */
export function cumulativeShares(shares: readonly number[]): Float64Array {
  const cumulative = new Float64Array(shares.length);
  let sum = 0;
  for (let index = 0; index < shares.length; index++) {
    sum += shares[index];
    cumulative[index] = sum;
  }
  for (let index = 0; index < shares.length; index++) cumulative[index] /= sum;
  return cumulative;
}

function parseCountry(row: string): Country {
  const [code = "", name = "", regionName = "", ...cells] = row.split(" | ");
  const region = REGIONS.find((known) => known === regionName);
  if (region === undefined) {
    throw new TwinError("NETWORK_BAD_TABLE", `country ${code} has no known region`, { value: regionName });
  }
  const [utcOffsetHours, latitude, longitude, peerShare, clientShare] = cells.map((text) =>
    text === "-" ? 0 : Number(text),
  );
  return { code, name, region, utcOffsetHours, latitude, longitude, peerShare, clientShare };
}
