/** What the machine offers: processors, memory, the native TensorFlow, devices, GPU software. */
@NullMarked
package org.lambdanas.search.machine;

import org.jspecify.annotations.NullMarked;
