package org.lambdanas.search.judge;

/**
 * A picture whose class is known.
 *
 * @param name path of its file, or its number in the data set
 * @param pixels unsigned bytes, [side, side, channels]
 * @param label index of its class in its data set
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
public record TestImage(String name, byte[] pixels, int label) {}
