import * as tf from '@tensorflow/tfjs';
import { rowOf, type Matrix } from '../../base/matrix';
import type { Point } from '../../data/align';
import { pictureOf, type Faces } from '../../data/faces';
import type { Picture } from '../../data/image';
import { embedOutputs } from '../../evaluation/embed-outputs';
import {
  attentionOnFeatures,
  mapCorrelation,
  overPeople,
  placesOnFeatures,
  withoutMeanMap,
  type MeanOfPeople,
  type OnFeatures,
} from './looking';
import { attentionMaps } from './students';

/** The maps of all stages, each [count, places]: CBAM's spatial maps M_s, and the maps Q of the activations. */
export interface Maps {
  attention: Matrix[];
  activations: Matrix[];
}

/** Where a network looks, at each stage and in each picture. */
export async function mapsOf({ backbone }: { backbone: tf.LayersModel }, faces: Faces): Promise<Maps> {
  const names = backbone.outputNames.filter((name) => /^spatial\d/.test(name));
  const spatial = await embedOutputs(backbone, faces, names);
  return {
    attention: names.map((name) => spatial[name]),
    activations: Object.values(await attentionMaps(backbone, faces)),
  };
}

/** How a network's maps of one stage compare with its teacher's and with the known places of eyes, nose and mouth. */
export interface Look {
  /** Counted from 0. */
  stage: number;
  /** See {@link attentionOnFeatures}. */
  onFeatures: MeanOfPeople;
  /** Correlation with the teacher's map of the same face. */
  agreement: MeanOfPeople;
  /** The same, of what is special about the face: each network's maps less their mean map. */
  special: MeanOfPeople;
}

/**
 * Compares the maps of every stage, over people. A stage is left out where its maps are too coarse: where in some face no place lies on a
 * feature, or every place does.
 *
 * @param maps of the network that is looked at
 * @param teachers maps of the same faces
 * @param places landmarks and labels of the faces
 */
export function looksOf(
  maps: Matrix[],
  teachers: Matrix[],
  { landmarks, labels, ...around }: { landmarks: Point[][]; labels: ArrayLike<number> } & OnFeatures,
): Look[] {
  const stages = maps.map((_, stage) => stage);
  return stages
    .filter((stage) => isFineEnough(maps[stage], landmarks, around))
    .map((stage) => {
      const map = maps[stage];
      const [own, others] = [map, teachers[stage]].map(withoutMeanMap);
      const over = (value: (row: number) => number): MeanOfPeople =>
        overPeople(
          landmarks.map((_, row) => value(row)),
          labels,
        );
      return {
        stage,
        onFeatures: over((row) => attentionOnFeatures(rowOf(map, row), landmarks[row], around)),
        agreement: over((row) => mapCorrelation(rowOf(map, row), rowOf(teachers[stage], row))),
        special: over((row) => mapCorrelation(rowOf(own, row), rowOf(others, row))),
      };
    });
}

function isFineEnough({ columns }: Matrix, landmarks: Point[][], around: OnFeatures): boolean {
  return landmarks.every((five) => new Set(placesOnFeatures(Math.sqrt(columns), five, around)).size === 2);
}

/** A column of a gallery: the faces as a network sees them, and where it looks; without a map the face itself is shown. */
export interface LookColumn {
  name: string;
  faces: Faces;
  map?: Matrix;
  /** Maps of the same faces: the number below a tile is the correlation with them, not how well its own map finds the features. */
  like?: Matrix;
}

/** A face, or where somebody looks in it, with a number for that. */
export interface LookTile {
  picture: Picture;
  map?: ArrayLike<number>;
  caption?: string;
}

/** The rows of a gallery of some faces, one tile for each column. */
export function lookRows(
  columns: LookColumn[],
  shown: number[],
  landmarks: Point[][],
  around: OnFeatures,
): { tiles: LookTile[]; landmarks: Point[] }[] {
  return shown.map((row) => ({
    landmarks: landmarks[row],
    tiles: columns.map(({ faces, map, like }) => {
      const picture = pictureOf(faces, row);
      if (map === undefined) return { picture };
      const own = rowOf(map, row);
      const number =
        like === undefined ? attentionOnFeatures(own, landmarks[row], around) : mapCorrelation(own, rowOf(like, row));
      return { picture, map: own, caption: number.toFixed(2).replace('-', '−') };
    }),
  }));
}

/** The rows of a table of looks: a network's name, the stage counted from 1, and each number with half of its 95 % interval. */
export function lookTable(networks: { name: string; looks: Look[] }[]): Record<string, string | number>[] {
  const written = ({ mean, half }: MeanOfPeople): string => `${mean.toFixed(2)} ± ${half.toFixed(2)}`.replace('-', '−');
  return networks
    .flatMap(({ name, looks }) => looks.map((look) => ({ name, look })))
    .sort((a, b) => a.look.stage - b.look.stage)
    .map(({ name, look: { stage, onFeatures, agreement, special } }) => ({
      stage: `${stage + 1}`,
      'who looks': name,
      'on eyes, nose, mouth': written(onFeatures),
      'like the teacher': written(agreement),
      'like the teacher, special': written(special),
    }));
}

/** What a network gives at one stage, as tensors that the caller disposes: the maps before their sigmoid, and the features F. */
export async function outputsOf(
  { backbone }: { backbone: tf.LayersModel },
  faces: Faces,
  stage: number,
): Promise<{ channel: tf.Tensor2D; spatial: tf.Tensor3D; features: tf.Tensor4D }> {
  const names = [`channelBefore${stage}`, `spatialBefore${stage}`, `features${stage}`];
  const outputs = await embedOutputs(backbone, faces, names);
  const [channel, spatial, features] = names.map((name) => outputs[name].values as Float32Array);
  const [, height, width, channels] = backbone.outputs[backbone.outputNames.indexOf(names[2])].shape as number[];
  return {
    channel: tf.tensor2d(channel, [faces.count, channels]),
    spatial: tf.tensor3d(spatial, [faces.count, height, width]),
    features: tf.tensor4d(features, [faces.count, height, width, channels]),
  };
}
