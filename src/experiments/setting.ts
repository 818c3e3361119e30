import { methodOf, type MethodSetup } from '../methods/setup';
import type { Contestant } from './runs/train-and-compare';

/** A method with its numbers, and the learning rate of the class weights as a multiple of the backbone's. */
export type Setting = MethodSetup & { headRate?: number };

/** A setting as something to train. */
export function contestantOf({ headRate, ...setup }: Setting): Contestant {
  return { method: methodOf(setup as MethodSetup), headRate };
}

/** How a setting of such numbers is called. */
export function said({ margin, scale }: { margin: number; scale: number }): string {
  return `margin ${margin}, scale ${scale}`;
}

/** How a setting of such numbers is called. */
export function balances(balance: number): string {
  return `balance ${balance}`;
}

/** How a setting of such numbers is called. */
export function headRates(rate: number): string {
  return `class weights learn ${rate} ×`;
}

/** Settings by the names that their numbers give them. */
export function tries<T>(
  numbers: T[],
  name: (one: T) => string,
  setting: (one: T) => Setting,
): Record<string, Setting> {
  return Object.fromEntries(numbers.map((one) => [name(one), setting(one)]));
}
