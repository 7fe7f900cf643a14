/** Acts of the record in words. */

import { has, t } from "./language.js";

/** Message id of an act's name. @param {string} type */
export const actId = (type) => `act-${type.replaceAll(".", "-")}`;

/** An act in words. @param {string} type */
export const actName = (type) =>
  has(actId(type)) ? t(actId(type)) : t("act-unknown", { type });
