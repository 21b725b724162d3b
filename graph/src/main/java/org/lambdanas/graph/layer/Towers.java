package org.lambdanas.graph.layer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A tensor on several devices: a batch in parts, or a copy of what all images share.
 *
 * @param parts one for each device, in their order
 */
public record Towers(List<Operand<TFloating>> parts) {

  /** Copies the list. */
  public Towers {
    parts = List.copyOf(parts);
  }

  Operand<TFloating> part(int tower) {
    return parts.get(tower);
  }
}
