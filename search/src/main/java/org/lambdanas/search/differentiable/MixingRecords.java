package org.lambdanas.search.differentiable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.MixingRecord;

/** What the mixing weights say: how decided they are, and what would be derived from them. */
final class MixingRecords {

  private MixingRecords() {}

  /** Describes the mixing weights of every cell type. */
  static List<MixingRecord> of(
      CellSpace space, Map<CellType, double[][]> mixing, Architecture derived) {
    List<MixingRecord> records = new ArrayList<>();
    mixing.forEach((type, p) -> records.add(of(space, type, p, derived)));
    return records;
  }

  /** The space's derivation from mixing weights, {@code none} left out where that is asked for. */
  static Architecture derive(
      CellSpace space, Map<CellType, double[][]> mixing, Derivation derivation) {
    Map<String, double[][]> byName = new LinkedHashMap<>();
    allowed(mixing, derivation).forEach((type, p) -> byName.put(type.name(), p));
    return space.derive(byName);
  }

  /** The mixing weights, below zero where an operation may not be derived. */
  static Map<CellType, double[][]> allowed(
      Map<CellType, double[][]> mixing, Derivation derivation) {
    Map<CellType, double[][]> allowed = new LinkedHashMap<>();
    mixing.forEach(
        (type, p) ->
            allowed.put(
                type, derivation == Derivation.DERIVATION_WITHOUT_NONE ? withoutNone(type, p) : p));
    return allowed;
  }

  private static double[][] withoutNone(CellType type, double[][] p) {
    double[][] masked = new double[p.length][];
    for (int e = 0; e < p.length; e++) {
      masked[e] = p[e].clone();
      int none = type.candidates().get(e).indexOf(Operation.NONE);
      if (none >= 0) {
        masked[e][none] = Double.NEGATIVE_INFINITY;
      }
    }
    return masked;
  }

  private static MixingRecord of(
      CellSpace space, CellType type, double[][] p, Architecture derived) {
    double entropy = 0;
    double maximum = 0;
    double saturation = 0;
    double[] flat = new double[type.edges() * type.operations()];
    for (int e = 0; e < p.length; e++) {
      double largest = 0;
      for (int o = 0; o < p[e].length; o++) {
        double weight = p[e][o];
        flat[e * type.operations() + o] = weight;
        entropy -= weight > 0 ? weight * Math.log(weight) : 0;
        saturation += weight * (1 - weight);
        largest = Math.max(largest, weight);
      }
      maximum += largest;
    }
    EdgeShares shares = EdgeShares.of(space.chosenEdges(derived, type));
    return MixingRecord.newBuilder()
        .setType(type.name())
        .setMixing(
            TensorMessages.of(type.name(), new long[] {type.edges(), type.operations()}, flat))
        .setEntropy(type.operations() > 1 ? entropy / (p.length * Math.log(type.operations())) : 0)
        .setMaximum(maximum / p.length)
        .setSaturation(saturation / flat.length)
        .setSkipShare(shares.skip())
        .setParameterFreeShare(shares.parameterFree())
        .build();
  }
}
