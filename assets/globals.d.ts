/** htmx is a classic script; only what we call of it. */
interface Window {
  htmx: {
    ajax(method: string, url: string, options?: object): Promise<void>;
    process(element: Element): void;
    trigger(element: Element, name: string, detail?: object): void;
  };
}
