/** What the twin does not model, as the report lists it; `docs/limits.md` says more and in which direction each moves the answers. */
export const LIMITS: readonly string[] = [
  "The token's price is a constant: selling has no impact, so large rewards and large attacks are valued too high.",
  "Peers, users and attackers do not change their mind during a run; an attack's profit is a lower bound on what its idea can earn.",
  "Traffic is flows, not packets: no loss, no queues, no congestion control. Short delays and their tails are too good.",
  "One egress, never down and never full: sampling looks free to its operator beyond the load shown.",
  "No censors: the blocked share is that of capacity and NAT alone.",
  "Outages are independent: service looks steadier than it is.",
  "IP scoring, plausibility scores and per-client limits are off unless the scenario turns them on, and attackers do not adapt to them.",
  "The oracle is one honest service, always up; verifiers cannot be bribed, and nobody frames an honest peer.",
  "The chain neither forks nor stops nor congests; fees are base fees.",
  "Peers outside the chain's cohort use the in-memory ledger.",
  "Users stay although service is bad: demand is given.",
];
