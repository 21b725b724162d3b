package org.lambdanas.predictors.table;

import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.TableBlock;

/** Finds the row of an architecture: open addressing over the rows' keys. */
final class ArchitectureIndex {

  private final TableBlocks blocks;
  private final long[] keys;

  /** Row + 1; 0 where free. At least half of the slots are free. */
  private final int[] slots;

  private ArchitectureIndex(TableBlocks blocks, int rows) {
    this.blocks = blocks;
    this.keys = new long[rows];
    this.slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, rows)) << 2)];
  }

  /** Reads every block once; throws {@link DataException} if an architecture is there twice. */
  static ArchitectureIndex of(TableBlocks blocks, int rows) {
    ArchitectureIndex index = new ArchitectureIndex(blocks, rows);
    for (int b = 0; b < blocks.count(); b++) {
      TableBlock block = blocks.block(b);
      int first = blocks.slice(b).firstRow();
      for (int i = 0; i < block.getRows(); i++) {
        index.add(block, i, first + i);
      }
    }
    return index;
  }

  private void add(TableBlock block, int offset, int row) {
    long key = blocks.key(block, offset);
    keys[row] = key;
    int slot = probe(key, other -> same(other, () -> blocks.architecture(block, offset)));
    if (slots[slot] != 0) {
      throw new DataException(
          "rows " + (slots[slot] - 1) + " and " + row + " are the same architecture");
    }
    slots[slot] = row + 1;
  }

  OptionalInt find(Architecture architecture) {
    int slot = probe(blocks.keys().key(architecture), row -> same(row, () -> architecture));
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
    if (blocks.keys().exact()) {
      return true;
    }
    int b = blocks.blockOf(row);
    Architecture other = blocks.architecture(blocks.block(b), row - blocks.slice(b).firstRow());
    return other.equals(architecture.get());
  }
}
