/** Bike stations around a place. Where the person is stays on the phone: the service hears a place rounded to about a kilometre. */

import { answerOf, open, type Shapes } from '../../api/client.ts';

export interface Place {
  lat: number;
  lon: number;
}
export type Station = Shapes['StationAnswer'];
/** A station with its way from where the person is, and its place on a map of 100 by 100. */
export interface Near {
  station: Station;
  metres: number;
  x: number;
  y: number;
}

/** The middle of the city, for those who do not tell where they are. */
export const CITY_CENTRE: Place = { lat: 24.4798, lon: 118.0894 };

const MOST = 50, SHOWN = 8, MARGIN = 8;
const EARTH_METRES = 6_371_000, RADIAN = Math.PI / 180;

/** Ask for the stations around a place, as far as the service may know it. */
export async function stationsAround(place: Place): Promise<Shapes['StationsAnswer']> {
  const query = { lat: rounded(place.lat), lon: rounded(place.lon), limit: MOST };
  return answerOf(open.GET('/api/v1/bike-stations', { params: { query } }));
}

/** Return the nearest stations first, laid out so that all of them and the place itself are on the map. */
export function layOut(stations: readonly Station[], place: Place): { near: Near[]; here: { x: number; y: number } } {
  const found = stations.map((station) => ({ station, metres: Math.round(metresBetween(station, place)) }));
  const nearest = found.sort((a, b) => a.metres - b.metres).slice(0, SHOWN);
  const east = ({ lon }: Place): number => (lon - place.lon) * Math.cos(place.lat * RADIAN), north = ({ lat }: Place): number => lat - place.lat;
  const reach = Math.max(1e-6, ...nearest.flatMap(({ station }) => [Math.abs(east(station)), Math.abs(north(station))]));
  const onMap = (value: number): number => 50 + (value / reach) * (50 - MARGIN);
  return { near: nearest.map((one) => ({ ...one, x: onMap(east(one.station)), y: onMap(-north(one.station)) })), here: { x: 50, y: 50 } };
}

/** Return the distance on the sphere (haversine). */
export function metresBetween(a: Place, b: Place): number {
  const half = (degrees: number): number => Math.sin((degrees * RADIAN) / 2) ** 2;
  const chord = half(b.lat - a.lat) + Math.cos(a.lat * RADIAN) * Math.cos(b.lat * RADIAN) * half(b.lon - a.lon);
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(chord));
}

function rounded(degrees: number): number {
  return Math.round(degrees * 100) / 100;
}
