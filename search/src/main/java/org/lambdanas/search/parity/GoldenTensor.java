package org.lambdanas.search.parity;

/**
 * A tensor of a golden file.
 *
 * @param shape extent of each axis
 * @param data row-major values
 */
record GoldenTensor(long[] shape, double[] data) {}
