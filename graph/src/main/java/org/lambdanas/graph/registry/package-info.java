/** What can be named: the program's own kinds of a thing, and those that a user's jar adds. */
@NullMarked
package org.lambdanas.graph.registry;

import org.jspecify.annotations.NullMarked;
