// A page opened from a disk may not start a worker; the search of the site runs in a hidden frame there instead.
if (location.protocol === "file:") {
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(script) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.ready = new Promise((done) => {
        addEventListener("DOMContentLoaded", () => done(), { once: true });
        if (document.readyState !== "loading") done();
      }).then(() => new Promise((done) => {
        document.body.append(this.frame);
        const inside = this.frame.contentWindow;
        inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
        const element = this.frame.contentDocument.createElement("script");
        element.onload = done;
        element.src = new URL(script, document.baseURI).href;
        this.frame.contentDocument.body.append(element);
      }));
    }
    postMessage(data) {
      this.ready.then(() => {
        const inside = this.frame.contentWindow;
        inside.dispatchEvent(new inside.MessageEvent("message", { data }));
      });
    }
    terminate() { this.frame.remove(); }
  };
}
