/** The four shapes that travel, and what they are called. */
import { make, sign } from "#k8sviz/dom.js";
import { word } from "#k8sviz/words.js";

export function legend() {
  const list = make("ul", "legend", "", { "aria-label": word("legend") });
  for (const kind of /** @type {const} */ (["request", "reply", "refused", "dropped"])) {
    const item = make("li");
    item.append(sign(kind), make("span", "", word(kind)));
    list.append(item);
  }
  return list;
}
