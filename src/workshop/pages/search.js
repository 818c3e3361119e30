// Searches the course in the page itself: the index is a script beside it, so that no server is asked.

const { options, index } = window.courseIndex;
const course = MiniSearch.loadJSON(JSON.stringify(index), options);
const [field, count, list] = ['query', 'count', 'results'].map((id) => document.getElementById(id));

function search() {
  const found = course.search(field.value, {
    prefix: true,
    fuzzy: 0.15,
    combineWith: 'AND',
    boost: { title: 3, page: 2 },
  });
  const shown = found.slice(0, 30);
  count.textContent =
    field.value.trim() === '' ? '' : `${found.length} found${found.length > 30 ? ', the best 30:' : ''}`;
  list.replaceChildren(
    ...shown.map(({ id, title, page, begins }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      [link.href, link.textContent] = [id, title];
      const where = document.createElement('div');
      [where.className, where.textContent] = ['where', [page, begins].filter((text) => text !== '').join(' · ')];
      item.append(link, where);
      return item;
    }),
  );
}

field.value = new URLSearchParams(location.search).get('q') ?? '';
field.addEventListener('input', search);
search();
