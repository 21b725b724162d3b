package org.lambdanas.graph.data;

/**
 * Images ready for a network. The arrays belong to whoever asked for the batch.
 *
 * @param images normalised, [size, height, width, channels], flat
 * @param labels class indices, [size]
 * @param size number of images
 * @param height rows
 * @param width columns
 * @param channels values of a pixel
 */
// Handed over as they are, for speed: no batch is ever compared.
@SuppressWarnings("ArrayRecordComponent")
public record Batch(float[] images, int[] labels, int size, int height, int width, int channels) {}
