/**
 * Training-free ("zero-cost") measures of networks: what a network with fresh weights shows on one
 * batch. Each measure is one class that says what it needs; all that are asked for share session
 * runs ({@link org.lambdanas.graph.score.Scorer}).
 */
@NullMarked
package org.lambdanas.graph.score;

import org.jspecify.annotations.NullMarked;
