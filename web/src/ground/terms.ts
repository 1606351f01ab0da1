/** What the codes in a certificate mean, as the city publishes it. */

export interface Named {
  code: number;
  id: string;
  name_zh: string;
  name_en: string;
}

export interface Terms {
  issuer: string;
  city_zh: string;
  city_en: string;
  /** Where a citizen reaches a person. */
  contact_zh?: string;
  levels: Named[];
  perks: Named[];
  /** Numbers of the lists in which certificates that are still good may stand. */
  status_lists?: number[];
  /** Nothing that this service says is of any effect. */
  is_demo?: boolean;
}

export const TERMS_PATH = '/.well-known/certificate-terms';
