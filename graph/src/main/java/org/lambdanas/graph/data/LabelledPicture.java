package org.lambdanas.graph.data;

/**
 * A picture that is to be read.
 *
 * @param file where it is
 * @param label index of its class
 */
record LabelledPicture(PictureFile file, int label) {}
