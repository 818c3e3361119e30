import assert from 'node:assert/strict';
import MiniSearch from 'minisearch';
import { placesOf, plainText, searchScript } from '../../../src/workshop/pages/search-index';
import { contentsOf, relativeLink, withAnchors } from '../../../src/workshop/pages/site-page';
import { anchorOf } from '../../../src/workshop/glossary';
import { addressOf } from '../../../src/workshop/site';

describe('pages of the site', () => {
  it('know where a file of the project is shown', () => {
    assert.deepEqual(
      [
        'notebooks/03-facenet.ipynb',
        'exercises/03-facenet/README.md',
        'exercises/03-facenet/HINTS.md',
        'exercises/03-facenet/triplet-loss.ts',
        'exercises/03-facenet',
        'exercises/README.md',
        'src/losses/triplet.ts',
        'LICENSE',
      ].map(addressOf),
      [
        'notebooks/03-facenet.html',
        'exercises/03-facenet.html',
        'exercises/03-facenet.html#hints',
        'exercises/03-facenet.html#triplet-loss-ts',
        'exercises/03-facenet.html',
        'exercises/index.html',
        'api/modules/losses_triplet.html',
        undefined,
      ],
    );
  });

  it('link to each other by relative addresses', () => {
    assert.equal(relativeLink('notebooks/a.html', 'slides/a.html'), '../slides/a.html');
    assert.equal(relativeLink('index.html', 'assets'), 'assets');
    assert.equal(relativeLink('notebooks/a.html', 'notebooks/a.html'), 'a.html');
  });

  it('name every heading once, and list those of the second rank', () => {
    const html = withAnchors('<h1>A</h1><h2>1 · Two &amp; <em>three</em></h2><h2>B</h2><h2>B</h2>');
    assert.equal(
      html,
      '<h1 id="a">A</h1><h2 id="1-two-three">1 · Two &amp; <em>three</em></h2><h2 id="b">B</h2><h2 id="b-2">B</h2>',
    );
    assert.match(contentsOf(html), /<a href="#b-2">B<\/a>/);
    // As the glossary's links have it.
    assert.equal(withAnchors('<h3>winner’s curse</h3>'), `<h3 id="${anchorOf('winner’s curse')}">winner’s curse</h3>`);
    assert.equal(contentsOf('<h2 id="b">B</h2>'), '', 'a short page needs no list');
  });
});

describe('the search of the site', () => {
  const html = withAnchors(
    '<h1>FaceNet</h1><p>Triplets.</p><h2>Mining</h2><p>Semi-hard &#39;x&#x27;</p><script>hidden</script>',
  );

  it('finds headings with their text, and functions', () => {
    const places = placesOf(html, 'notebooks/03.html', '03 · FaceNet');
    assert.deepEqual(places, [
      { id: 'notebooks/03.html#facenet', title: 'FaceNet', page: '03 · FaceNet', text: 'Triplets.' },
      { id: 'notebooks/03.html#mining', title: 'Mining', page: '03 · FaceNet', text: "Semi-hard 'x'" },
    ]);
    const { options, index } = JSON.parse(searchScript(places).slice('window.courseIndex = '.length, -2));
    const [first] = MiniSearch.loadJSON(JSON.stringify(index), options).search('mini', { prefix: true });
    assert.equal(first.id, 'notebooks/03.html#mining');
  });

  it('reads words, not what draws figures', () =>
    assert.equal(plainText(html), "FaceNet Triplets. Mining Semi-hard 'x'"));
});
