/** How long things take, in working days, as said before there is a case with a date of its own; from `config/redress.yaml`, which a test compares. */

export const PROMISE = {
  dispute_forward: 2,
  dispute_decide: 5,
  dispute_decide_extended: 20,
  repair_accept: 3,
  repair_decide: 10,
} as const;
