package org.lambdanas.predictors.table;

import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lambdanas.graph.error.DataException;
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

  private ArchitectureIndex(
      TableBlocks blocks, int rows, UnaryOperator<Architecture> form, boolean exact) {
    this.blocks = blocks;
    this.form = form;
    this.exact = exact;
    this.keys = new long[rows];
    this.slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, rows)) << 2)];
  }

  /** Reads every block once; throws {@link DataException} if an architecture is there twice. */
  static ArchitectureIndex of(TableBlocks blocks, int rows) {
    ArchitectureIndex index =
        new ArchitectureIndex(blocks, rows, UnaryOperator.identity(), blocks.keys().exact());
    for (int b = 0; b < blocks.count(); b++) {
      BlockView view = blocks.view(b);
      int first = blocks.slice(b).firstRow();
      for (int i = 0; i < view.rows(); i++) {
        int row = first + i;
        long key = view.isCoded() ? view.code(i) : blocks.keys().key(written(blocks, view, i, row));
        int earlier = index.add(key, row);
        if (earlier >= 0) {
          throw new DataException(
              blocks.source() + ": rows " + earlier + " and " + row + " are the same architecture");
        }
      }
    }
    return index;
  }

  /** By canonical forms, of equal ones the first row. */
  static ArchitectureIndex ofForms(
      TableBlocks blocks, int rows, UnaryOperator<Architecture> canonical) {
    ArchitectureIndex index = new ArchitectureIndex(blocks, rows, canonical, false);
    for (int row = 0; row < rows; row++) {
      index.add(ArchitectureKeys.hash(canonical.apply(blocks.architecture(row))), row);
    }
    return index;
  }

  private static Architecture written(TableBlocks blocks, BlockView view, int offset, int row) {
    try {
      return view.written(offset);
    } catch (DataException e) {
      throw new DataException(blocks.source() + ": row " + row + ": " + e.getMessage(), e);
    }
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

  OptionalInt find(Architecture architecture) {
    Architecture wanted = form.apply(architecture);
    long key = exact ? blocks.keys().key(wanted) : ArchitectureKeys.hash(wanted);
    int slot = probe(key, row -> same(row, () -> wanted));
    return slots[slot] == 0 ? OptionalInt.empty() : OptionalInt.of(slots[slot] - 1);
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
