package org.lambdanas.predictors.table;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.predictors.table.TableLayout.Slice;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.TableHeader;

/** The blocks of a table, looked into when they are first needed. */
final class TableBlocks {

  private final String source;
  private final TableHeader header;
  private final ByteBuffer content;
  private final List<Slice> slices;
  private final ArchitectureKeys keys;
  private final AtomicReferenceArray<@Nullable BlockView> views;

  TableBlocks(String source, ByteBuffer content, TableLayout layout) {
    this.source = source;
    this.header = layout.header();
    this.content = content;
    this.slices = layout.blocks();
    this.keys = ArchitectureKeys.of(header.getSpace());
    this.views = new AtomicReferenceArray<>(slices.size());
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

  BlockView view(int block) {
    BlockView known = views.get(block);
    if (known == null) {
      try {
        known = BlockView.scan(bytes(block), header.getMetricsCount(), header.getCurvesCount());
        if (known.isCoded()) {
          for (int i = 0; i < known.rows(); i++) {
            keys.requireCode(known.code(i));
          }
        }
      } catch (RuntimeException e) {
        throw new DataException(source + ": block " + block + ": " + e.getMessage(), e);
      }
      views.set(block, known);
    }
    return known;
  }

  /** The architecture of a row, checked. */
  Architecture architecture(int row) {
    int b = blockOf(row);
    BlockView view = view(b);
    int offset = row - slices.get(b).firstRow();
    if (view.isCoded()) {
      return keys.architecture(view.code(offset));
    }
    try {
      Architecture architecture = view.written(offset);
      if (!architecture.getSpace().equals(header.getSpace())) {
        throw new DataException(
            "the architecture is not of space " + Excerpt.of(header.getSpace()));
      }
      Validation.check(architecture);
      return architecture;
    } catch (DataException e) {
      throw new DataException(source + ": row " + row + ": " + e.getMessage(), e);
    }
  }

  ArchitectureKeys keys() {
    return keys;
  }

  String source() {
    return source;
  }
}
