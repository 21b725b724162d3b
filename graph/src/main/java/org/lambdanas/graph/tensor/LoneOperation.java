package org.lambdanas.graph.tensor;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * How long a node of a graph takes where nothing else runs and its inputs lie in the cache, if they
 * fit: what the machine is able to.
 */
public final class LoneOperation {

  /** In one run, so that starting it does not count. */
  private static final int COPIES = 4;

  private static final int REPETITIONS = 7;

  private LoneOperation() {}

  /**
   * Times a node in single precision, all of whose inputs are maps and filters but for the sizes
   * that gradients of convolutions are told.
   *
   * @param node as it stands in its graph
   * @param shapes of its inputs and outputs, all known
   * @param intraOpThreads threads inside the operation
   * @return seconds, the median
   */
  public static double seconds(NodeDef node, NodeShapes shapes, int intraOpThreads) {
    GraphDef.Builder definition = GraphDef.newBuilder();
    List<String> inputs = new ArrayList<>();
    List<Shape> sides = shapes.inputs();
    for (int i = 0; i < sides.size(); i++) {
      if (sides.get(i).numDimensions() == 1 && sides.get(i).size() == 4) {
        definition.addNode(sizes(name(i), shapes.outputs().get(0)));
      } else {
        inputs.add(name(i));
      }
    }
    for (int copy = 0; copy < COPIES; copy++) {
      NodeDef.Builder same =
          node.toBuilder().clearInput().clearDevice().setName("node" + copy).clearAttr();
      node.getAttrMap()
          .forEach(
              (key, value) -> {
                if (!key.startsWith("_")) {
                  same.putAttr(key, value);
                }
              });
      for (int i = 0; i < sides.size(); i++) {
        boolean fed = inputs.contains(name(i));
        // Of each copy its own, or TensorFlow would compute one for all.
        same.addInput(fed ? name(i) + "/" + copy : name(i));
        if (fed) {
          definition.addNode(placeholder(name(i) + "/" + copy));
        }
      }
      if (copy > 0) {
        // One after the other, whatever number of threads the process began with.
        same.addInput("^node" + (copy - 1));
      }
      definition.addNode(same);
    }
    try (Graph graph = new Graph()) {
      graph.importGraphDef(definition.build());
      ConfigProto config =
          ConfigProto.newBuilder()
              .setIntraOpParallelismThreads(intraOpThreads)
              .setInterOpParallelismThreads(1)
              .setGraphOptions(
                  GraphOptions.newBuilder()
                      .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
              .build();
      List<Tensor> tensors = new ArrayList<>();
      try (Session session = new Session(graph, config)) {
        for (int i = 0; i < sides.size(); i++) {
          tensors.add(random(inputs.contains(name(i)) ? sides.get(i) : Shape.scalar()));
        }
        double[] seconds = new double[REPETITIONS];
        for (int repetition = -1; repetition < REPETITIONS; repetition++) {
          Session.Runner runner = session.runner();
          for (int copy = 0; copy < COPIES; copy++) {
            for (int i = 0; i < sides.size(); i++) {
              if (inputs.contains(name(i))) {
                runner.feed(name(i) + "/" + copy, tensors.get(i));
              }
            }
          }
          runner.addTarget("node" + (COPIES - 1));
          long start = System.nanoTime();
          runner.run().close();
          if (repetition >= 0) {
            seconds[repetition] = (System.nanoTime() - start) / 1e9 / COPIES;
          }
        }
        Arrays.sort(seconds);
        return seconds[REPETITIONS / 2];
      } finally {
        tensors.forEach(Tensor::close);
      }
    }
  }

  private static String name(int input) {
    return "input" + input;
  }

  private static Tensor random(Shape shape) {
    SplittableRandom random = new SplittableRandom(shape.size());
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  private static NodeDef placeholder(String name) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .build();
  }

  private static NodeDef sizes(String name, Shape value) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * value.numDimensions()).order(ByteOrder.LITTLE_ENDIAN);
    for (long side : value.asArray()) {
      bytes.putInt(Math.toIntExact(side));
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(value.numDimensions())))
            .setTensorContent(ByteString.copyFrom(bytes.array()));
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }
}
