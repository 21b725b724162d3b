package org.lambdanas.search.parity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * A tiny super-network with its weights and a batch, and what another implementation computed on
 * it. Maps by cell type use the names {@code normal} and {@code reduce}.
 *
 * @param space search space
 * @param channels channels of the first stage
 * @param depth NAS-Bench-201: cells in each stage; DARTS family: number of cells
 * @param classes number of classes
 * @param regulariser which alignment the directions belong to
 * @param images normalised, {@code [batch, height, width, channels]}
 * @param labels class indices
 * @param alpha architecture parameters by cell type, {@code [edges, operations]}
 * @param weights by the reference's names
 * @param expected what to compare with
 */
record GoldenCase(
    CellSpace space,
    int channels,
    int depth,
    int classes,
    Alignment regulariser,
    GoldenTensor images,
    int[] labels,
    Map<String, GoldenTensor> alpha,
    Map<String, GoldenTensor> weights,
    Expected expected) {

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
