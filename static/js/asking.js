/** Asks the server about a text that is being written. */

/** @typedef {(values: Record<string, string>) => Promise<Response | null>} Ask null where there is no answer: help that is not there is no error */

/** @param {string} url @returns {Ask} */
export function asking(url) {
  return async (values) => {
    const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
    const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(values) }).catch(() => null);
    return answer?.ok && answer.status === 200 ? answer : null;
  };
}
