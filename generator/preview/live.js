
// Asks the server whether the deck was built anew, and shows the new page where the old one was.
(() => {
  let known;
  const ask = async () => {
    try {
      const now = await (await fetch("version")).text();
      if (known && known !== now) location.reload();
      known = now;
    } catch {
      known = known || "";
    }
    setTimeout(ask, 700);
  };
  ask();
})();
