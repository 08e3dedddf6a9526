// Asks every few seconds whether something happened, and offers to look. The page works without this file.
const bar = document.getElementById("news");
const gone = document.getElementById("gone");
let since = document.getElementById("position").dataset.since;
let wait = 5000;

async function look() {
  try {
    const answer = await fetch(`/api/v1/entries?since=${encodeURIComponent(since)}`, { headers: { Accept: "application/json" } });
    gone.hidden = true;
    wait = 5000;
    if (answer.status === 401) { location.reload(); return; }
    if (answer.status === 410) { bar.hidden = false; return; }
    if (answer.ok) {
      const news = await answer.json();
      since = news.next;
      if (news.items.length) { bar.hidden = false; }
    }
  } catch {
    gone.hidden = false;
    wait = Math.min(wait * 2, 60000);
  }
  setTimeout(look, wait);
}
setTimeout(look, wait);
