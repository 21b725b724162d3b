package org.lambdanas.predictors.neural;

import java.util.function.Function;
import org.lambdanas.proto.v1.Encoding;

/**
 * What a design reads of encodings, before their sizes are known. Immutable.
 *
 * @param sizes how many numbers settle the sizes of an input
 * @param ofExample what is read of encodings like this one
 * @param ofSizes what was read, from {@link InputForm#sizes()}, as many of them as {@code sizes}
 *     says and all at least 1
 */
record InputKind(
    int sizes, Function<Encoding, InputForm> ofExample, Function<int[], InputForm> ofSizes) {}
