/**
 * Measures how long the steps of a search take, and where the time goes.
 *
 * <p>What was tried to shorten a search's iteration on the processor, and gave nothing that could
 * be told from chance (two cores with AVX-512, medians of paired runs):
 *
 * <ul>
 *   <li>convolutions of the edges that read one state, merged into one: alone up to a tenth faster
 *       in 3x3 kernels and a quarter in 1x1 kernels, which taking the maps apart again costs;
 *   <li>TensorFlow's optimiser levels, placement of the pruned graph, a graph declared static: what
 *       a first run takes (four seconds for each kind of run of the DARTS space) goes into copying,
 *       checking and partitioning 90 000 nodes;
 *   <li>large pages, and glibc's allocator with other thresholds, caches and bins: a steady
 *       iteration has no page faults;
 *   <li>more operations at a time than there are cores: a tenth slower;
 *   <li>XLA for what can be fused: compiling took longer than a hundred seconds;
 *   <li>the products of batch norm's derivatives taken from its kernel for inference: one pass over
 *       the maps less, two per cent at most.
 * </ul>
 *
 * <p>What is left between an iteration and the limit is the cores' waiting for each other's memory:
 * an operation takes up to twice as long beside another one as it does alone.
 */
@NullMarked
package org.lambdanas.search.measure;

import org.jspecify.annotations.NullMarked;
