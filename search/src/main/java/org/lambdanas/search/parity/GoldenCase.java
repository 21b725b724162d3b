package org.lambdanas.search.parity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.proto.v1.Architecture;

/**
 * A tiny super-network with its weights and a batch, and what another implementation computed on
 * it. Maps by cell type use the names {@code normal} and {@code reduce}.
 *
 * @param space search space
 * @param size channels, depth and classes
 * @param regulariser which alignment the directions belong to
 * @param images normalised, {@code [batch, height, width, channels]}
 * @param labels class indices
 * @param alpha architecture parameters by cell type, {@code [edges, operations]}
 * @param weights by the reference's names
 * @param expected what to compare with
 */
record GoldenCase(
    CellSpace space,
    NetworkSize size,
    Alignment regulariser,
    GoldenTensor images,
    int[] labels,
    Map<String, GoldenTensor> alpha,
    Map<String, GoldenTensor> weights,
    Expected expected) {

  /**
   * A case out of a file.
   *
   * @throws DataException if something is missing or of another kind
   */
  static GoldenCase of(GoldenFile file) {
    CellSpace space = file.space();
    int classes = file.whole("classes");
    Alignment regulariser =
        GoldenFile.checked(
            () -> Alignment.byId(file.ifPresent("regulariser").orElse(Alignment.CORRELATION.id())));
    return new GoldenCase(
        space,
        file.size(),
        regulariser,
        file.required("images"),
        file.labels("labels", classes),
        file.byType("alpha"),
        GoldenFile.required("weights", file.group("weights")),
        new Expected(
            file.number("expect/loss"),
            file.required("expect/logits"),
            file.listsByType("expect/cell_gradients_wrt_p"),
            file.byType("expect/grad_alpha"),
            GoldenFile.required("expect/grad_weights", file.group("expect/grad_weights")),
            alignments(file),
            file.number("expect/epsilon0"),
            file.number("expect/epsilon"),
            file.list("expect/directions_d_by_cell", "expect/directions_d"),
            GoldenFile.required(
                "expect/grad_regulariser_wrt_weights",
                file.group(
                    "expect/grad_regulariser_wrt_weights", "expect/grad_lambda_wrt_weights")),
            file.group("expect/grad_regulariser_exact_wrt_weights"),
            file.genotype(space)));
  }

  private static Map<Alignment, Double> alignments(GoldenFile file) {
    Map<Alignment, Double> found = new TreeMap<>();
    file.numbers("expect/lambda_")
        .forEach(
            (name, value) -> {
              for (Alignment alignment : Alignment.values()) {
                if (name.equals(alignment.id()) || name.startsWith(alignment.id() + "_")) {
                  found.put(alignment, value);
                }
              }
            });
    return found;
  }

  /**
   * What the other implementation computed.
   *
   * @param loss mean cross-entropy
   * @param logits {@code [batch, classes]}
   * @param cellGradients by cell type, each cell's gradient in its mixing weights
   * @param alphaGradients by cell type
   * @param weightGradients by the reference's names
   * @param alignments by kind of alignment, over the normal cells
   * @param epsilon0 length of the finite-difference step
   * @param epsilon that length over the norm of the directions
   * @param directions of the searchable cells in network order, or of the normal cells only
   * @param regulariserGradients gradient of the alignment in the weights, as the central difference
   *     of that step
   * @param exactRegulariserGradients the gradient itself; empty where the file does not tell
   * @param genotype what is derived from alpha, where the file says
   */
  record Expected(
      double loss,
      GoldenTensor logits,
      Map<String, List<GoldenTensor>> cellGradients,
      Map<String, GoldenTensor> alphaGradients,
      Map<String, GoldenTensor> weightGradients,
      Map<Alignment, Double> alignments,
      double epsilon0,
      double epsilon,
      List<GoldenTensor> directions,
      Map<String, GoldenTensor> regulariserGradients,
      Map<String, GoldenTensor> exactRegulariserGradients,
      Optional<Architecture> genotype) {}
}
