package org.lambdanas.predictors.table;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.predictors.table.TableLayout.Slice;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.TableBlock;
import org.lambdanas.proto.v1.TableHeader;

/**
 * The blocks of a table, parsed and checked when they are first needed, and held for as long as
 * there is memory to spare.
 */
final class TableBlocks {

  private final String source;
  private final TableHeader header;
  private final ByteBuffer content;
  private final List<Slice> slices;
  private final ArchitectureKeys keys;
  private final AtomicReferenceArray<@Nullable SoftReference<TableBlock>> parsed;

  TableBlocks(String source, ByteBuffer content, TableLayout layout) {
    this.source = source;
    this.header = layout.header();
    this.content = content;
    this.slices = layout.blocks();
    this.keys = ArchitectureKeys.of(header.getSpace());
    this.parsed = new AtomicReferenceArray<>(slices.size());
  }

  int count() {
    return slices.size();
  }

  Slice slice(int block) {
    return slices.get(block);
  }

  /** The block's bytes, for checksums. */
  ByteBuffer bytes(int block) {
    return content.slice(slices.get(block).offset(), slices.get(block).length());
  }

  /** The block that has a row. */
  int blockOf(int row) {
    int low = 0;
    int high = slices.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (slices.get(middle).firstRow() <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  TableBlock block(int block) {
    SoftReference<TableBlock> reference = parsed.get(block);
    TableBlock known = reference == null ? null : reference.get();
    if (known == null) {
      known = parse(block);
      parsed.set(block, new SoftReference<>(known));
    }
    return known;
  }

  private TableBlock parse(int index) {
    try {
      TableBlock block = TableBlock.parseFrom(bytes(index));
      Validation.check(block);
      require(block.getColumnsCount() == header.getMetricsCount(), "columns do not fit the header");
      require(block.getCurvesCount() == header.getCurvesCount(), "curves do not fit the header");
      for (long code : block.getCodesList()) {
        keys.requireCode(code);
      }
      for (Architecture architecture : block.getArchitecturesList()) {
        require(
            architecture.getSpace().equals(header.getSpace()),
            "an architecture is not of space " + Excerpt.of(header.getSpace()));
      }
      return block;
    } catch (IOException | RuntimeException e) {
      throw new DataException(source + ": block " + index + ": " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new DataException(otherwise);
    }
  }

  /** The key of a row of a block. */
  long key(TableBlock block, int offset) {
    return block.getCodesCount() > 0
        ? block.getCodes(offset)
        : keys.key(block.getArchitectures(offset));
  }

  /** The architecture of a row of a block. */
  Architecture architecture(TableBlock block, int offset) {
    return block.getCodesCount() > 0
        ? keys.architecture(block.getCodes(offset))
        : block.getArchitectures(offset);
  }

  ArchitectureKeys keys() {
    return keys;
  }
}
