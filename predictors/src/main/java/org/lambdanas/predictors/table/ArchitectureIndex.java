package org.lambdanas.predictors.table;

import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lambdanas.proto.v1.Architecture;

/** Finds the row of an architecture: open addressing over the rows' keys. */
final class ArchitectureIndex {

  private final TableBlocks blocks;

  /** What is compared: architectures as they are, or their canonical forms. */
  private final UnaryOperator<Architecture> form;

  private final boolean exact;
  private final long[] keys;

  /** Row + 1; 0 where free. At least half of the slots are free. */
  private final int[] slots;

  private ArchitectureIndex(TableBlocks blocks, UnaryOperator<Architecture> form, boolean exact) {
    this.blocks = blocks;
    this.form = form;
    this.exact = exact;
    this.keys = new long[blocks.rows()];
    this.slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, keys.length)) << 2)];
  }

  /**
   * Reads every block once; throws {@link org.lambdanas.graph.error.DataException} if an
   * architecture is there twice.
   */
  static ArchitectureIndex of(TableBlocks blocks) {
    ArchitectureIndex index =
        new ArchitectureIndex(blocks, UnaryOperator.identity(), blocks.keys().exact());
    for (int row = 0; row < index.keys.length; row++) {
      int earlier = index.add(blocks.key(row), row);
      if (earlier >= 0) {
        throw blocks.error(": rows " + earlier + " and " + row + " are the same architecture");
      }
    }
    return index;
  }

  /** By canonical forms, of equal ones the first row. */
  static ArchitectureIndex ofForms(TableBlocks blocks, UnaryOperator<Architecture> canonical) {
    ArchitectureIndex index = new ArchitectureIndex(blocks, canonical, false);
    for (int row = 0; row < index.keys.length; row++) {
      index.add(ArchitectureKeys.hash(canonical.apply(blocks.architecture(row))), row);
    }
    return index;
  }

  /** Adds a row; returns the row that is the same and was there before, or -1. */
  private int add(long key, int row) {
    keys[row] = key;
    int slot = probe(key, other -> same(other, () -> form.apply(blocks.architecture(row))));
    if (slots[slot] == 0) {
      slots[slot] = row + 1;
      return -1;
    }
    return slots[slot] - 1;
  }

  OptionalLong find(Architecture architecture) {
    Architecture wanted = form.apply(architecture);
    long key = exact ? blocks.keys().key(wanted) : ArchitectureKeys.hash(wanted);
    int slot = probe(key, row -> same(row, () -> wanted));
    return slots[slot] == 0 ? OptionalLong.empty() : OptionalLong.of(slots[slot] - 1);
  }

  /** The slot of a key: taken by a row that matches, or free. */
  private int probe(long key, IntPredicate matches) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & (slots.length - 1);
    while (slots[slot] != 0) {
      int row = slots[slot] - 1;
      if (keys[row] == key && matches.test(row)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean same(int row, Supplier<Architecture> architecture) {
    return exact || form.apply(blocks.architecture(row)).equals(architecture.get());
  }
}
