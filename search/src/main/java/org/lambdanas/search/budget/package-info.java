/**
 * What a search may spend on its answer: costs of architectures, limits that hold, fronts of what
 * cannot be had together, and models of how long networks take on a machine.
 */
@NullMarked
package org.lambdanas.search.budget;

import org.jspecify.annotations.NullMarked;
