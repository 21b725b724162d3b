package org.lambdanas.predictors.encoding;

/**
 * The operations of a cell that matter as a directed graph without loops: those that an input
 * reaches and that reach the output. Where a cell has its operations on edges, each edge is a node
 * here, with an arc to every edge that begins where it ends. At most 64 operations.
 *
 * @param kinds the number of each operation; operations come after those that they read
 * @param targets which operations read the result of each, as bits
 * @param readers which operations read each of the cell's inputs, as bits
 * @param outputs the operations whose results are the cell's output, or part of it, as bits
 * @param all the operations, as bits; other places are empty
 * @param isDirect whether an input is itself part of the output
 */
@SuppressWarnings("ArrayRecordComponent")
record LiveGraph(
    int[] kinds, long[] targets, long[] readers, long outputs, long all, boolean isDirect) {

  /** Most operations. */
  static final int MOST = Long.SIZE;

  /** The live part of a graph; the others keep their places and have no arcs. */
  static LiveGraph of(int[] kinds, long[] targets, long[] readers, long outputs, boolean isDirect) {
    long fed = 0;
    for (long read : readers) {
      fed |= read;
    }
    for (int node = 0; node < kinds.length; node++) {
      fed |= (fed >>> node & 1) != 0 ? targets[node] : 0;
    }
    long used = outputs;
    for (int node = kinds.length - 1; node >= 0; node--) {
      used |= (targets[node] & used) != 0 ? 1L << node : 0;
    }
    long live = fed & used;
    long[] kept = new long[kinds.length];
    for (int node = 0; node < kept.length; node++) {
      kept[node] = (live >>> node & 1) != 0 ? targets[node] & live : 0;
    }
    long[] reading = readers.clone();
    for (int input = 0; input < reading.length; input++) {
      reading[input] &= live;
    }
    return new LiveGraph(kinds, kept, reading, outputs & live, live, isDirect);
  }

  /** The operations that read an input. */
  long fed() {
    long fed = 0;
    for (long read : readers) {
      fed |= read;
    }
    return fed;
  }

  /** The operations that read the results of some. */
  long readersOf(long nodes) {
    long readers = 0;
    for (long rest = nodes; rest != 0; rest &= rest - 1) {
      readers |= targets[Long.numberOfTrailingZeros(rest)];
    }
    return readers;
  }
}
