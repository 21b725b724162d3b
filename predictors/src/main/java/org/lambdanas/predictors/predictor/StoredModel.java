package org.lambdanas.predictors.predictor;

import com.google.protobuf.ByteString;
import java.util.List;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * A learnt model as numbers.
 *
 * @param tensors by name
 * @param nativeModel a library's own form; empty where there is none
 */
public record StoredModel(List<NamedTensor> tensors, ByteString nativeModel) {

  /** Copies. */
  public StoredModel {
    tensors = List.copyOf(tensors);
  }

  /**
   * A model of tensors only.
   *
   * @param tensors by name
   * @return the model
   */
  public static StoredModel of(List<NamedTensor> tensors) {
    return new StoredModel(tensors, ByteString.EMPTY);
  }

  /**
   * Finds a tensor.
   *
   * @param name as stored
   * @return the tensor
   * @throws org.lambdanas.graph.error.DataException if there is none of that name
   */
  public NamedTensor tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new org.lambdanas.graph.error.DataException(
                    "the fitted predictor has no tensor '" + name + "'"));
  }
}
