import { boundaryFaceOnNoise } from './boundaryface';
import { askd, askdLarger } from './askd';
import { askdClasses } from './askd-classes';
import { coupleFace } from './coupleface';
import { deepId2Sweep } from './deepid2-sweep';
import { gallerySizes } from './gallery-sizes';
import { groupFaceAblation } from './groupface';
import { groupFaceEndToEnd } from './groupface-end-to-end';
import { groupFacePays } from './groupface-pays';
import { groupFacePlaced } from './groupface-placed';
import { lossesCompared } from './losses-compared';
import { lossesTuned } from './losses-tuned';
import { marginPays } from './margin-pays';
import { Experiment } from './record';
import { searchAlone, searchHalving, searchRandom, searchReinforce } from './search';
import { searchMatches } from './search-matches';
import { searchRetrained } from './search-retrained';
import { toyMargins } from './toy-margins';
import { vggFacePeople } from './vggface-people';

/** Every experiment that `facelab experiment` knows. */
export const experiments: Experiment<unknown, unknown>[] = [
  toyMargins,
  deepId2Sweep,
  vggFacePeople,
  lossesCompared,
  lossesTuned,
  marginPays,
  groupFaceAblation,
  groupFaceEndToEnd,
  groupFacePlaced,
  groupFacePays,
  askd,
  askdLarger,
  askdClasses,
  coupleFace,
  boundaryFaceOnNoise,
  gallerySizes,
  searchRandom,
  searchReinforce,
  searchHalving,
  ...searchAlone,
  searchMatches,
  searchRetrained,
] as Experiment<unknown, unknown>[];
