/**
 * The version of drawn people. Pictures with the same settings and the same version have the same pixels: recorded results and worlds
 * on disk count it instead of the code that draws. Raise it in the commit that changes a pixel or what is known of a picture.
 */
export const worldVersion = 1;
