package org.lambdanas.graph.export;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.lambdanas.graph.tensor.Parameter;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.Restore;
import org.tensorflow.op.train.Save;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * Operations that write parameters to TensorFlow's checkpoint files and read them back. TensorFlow
 * Java's own saver passes over resource variables.
 */
record SaverOperations(Operand<TString> file, Operand<TString> saved, Op restore) {

  /** Adds the operations to a graph. */
  static SaverOperations of(Ops tf, List<Parameter> parameters) {
    Operand<TString> file =
        tf.withName("file").placeholderWithDefault(tf.constant("model"), Shape.scalar());
    String[] names = parameters.stream().map(Parameter::name).toArray(String[]::new);
    Operand<TString> named = tf.array(names);
    Operand<TString> whole = tf.array(Collections.nCopies(names.length, "").toArray(String[]::new));
    List<Operand<?>> values = new ArrayList<>();
    parameters.forEach(parameter -> values.add(parameter.value()));
    Save save = tf.train.save(file, named, whole, values);
    Operand<TString> saved =
        tf.withControlDependencies(List.<Op>of(save)).withName("saved").identity(file);
    List<Class<? extends TType>> types = new ArrayList<>();
    parameters.forEach(parameter -> types.add(parameter.value().type()));
    Restore read = tf.train.restore(file, named, whole, types);
    List<Op> assigned = new ArrayList<>();
    List<Output<?>> outputs = read.tensors();
    for (int i = 0; i < outputs.size(); i++) {
      Operand<TFloating> value = outputs.get(i).expect(parameters.get(i).value().type());
      assigned.add(parameters.get(i).assign(tf, value));
    }
    Op restore = tf.withControlDependencies(assigned).withName("restored").noOp();
    return new SaverOperations(file, saved, restore);
  }

  /** What tells a loader which operations to run. */
  SaverDef definition() {
    return SaverDef.newBuilder()
        .setFilenameTensorName(file.op().name() + ":0")
        .setSaveTensorName(saved.op().name() + ":0")
        .setRestoreOpName(restore.op().name())
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }
}
