package org.lambdanas.search.differentiable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.proto.v1.NamedTensor;

/** The cells that mixing weights lead to by each rule of derivation. */
public final class DerivedCells {

  private DerivedCells() {}

  /** Derives the cells of an epoch. */
  public static List<DerivedCell> of(CellSpace space, SearchLimits limits, EpochRecord last) {
    Map<CellType, double[][]> mixing = mixing(space, last);
    List<DerivedCell> cells = new ArrayList<>();
    for (Derivation rule : space.derivations()) {
      Architecture cell = limits.derive(MixingRecords.derive(space, mixing, rule), mixing, rule);
      DerivedCell.Builder derived = of(space, cell, rule, last).toBuilder();
      limits.kept(space, last, rule, cell).ifPresent(derived::setLimited);
      cells.add(derived.build());
    }
    return cells;
  }

  /** The mixing weights of an epoch. */
  static Map<CellType, double[][]> mixing(CellSpace space, EpochRecord last) {
    Map<CellType, double[][]> mixing = new LinkedHashMap<>();
    for (CellType type : space.cellTypes()) {
      for (MixingRecord record : last.getMixingList()) {
        if (record.getType().equals(type.name())) {
          mixing.put(type, rows(type, record.getMixing()));
        }
      }
    }
    return mixing;
  }

  /**
   * Describes a cell.
   *
   * @param last the epoch it was derived after; an empty record if there was none
   */
  public static DerivedCell of(
      CellSpace space, Architecture architecture, Derivation rule, EpochRecord last) {
    Verdict verdict = Verdict.of(space, architecture, last);
    DerivedCell.Builder cell =
        DerivedCell.newBuilder()
            .setDerivation(rule)
            .setArchitecture(architecture)
            .setArchitectureText(space.format(architecture))
            .setCollapsed(verdict.collapsed())
            .setVerdict(verdict.words());
    Optional<BenchmarkTableFile> table = PublishedTables.bySpace(space.id());
    table.flatMap(t -> t.lookup(architecture)).ifPresent(cell::setPublished);
    return cell.build();
  }

  /**
   * Whether no edge of a cell holds {@code none}.
   *
   * @return true if every chosen edge computes something
   */
  public static boolean isFull(CellSpace space, Architecture architecture) {
    return space.cellTypes().stream()
        .flatMap(type -> space.chosenEdges(architecture, type).stream())
        .noneMatch(edge -> edge.operation() == Operation.NONE);
  }

  private static double[][] rows(CellType type, NamedTensor mixing) {
    double[] flat = TensorMessages.doubles(mixing, type.edges(), type.operations());
    double[][] rows = new double[type.edges()][type.operations()];
    for (int i = 0; i < flat.length; i++) {
      rows[i / type.operations()][i % type.operations()] = flat[i];
    }
    return rows;
  }
}
