package org.lambdanas.graph.interchange;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.proto.v1.ArchitectureProto;
import org.lambdanas.proto.v1.BudgetProto;
import org.lambdanas.proto.v1.ComparisonProto;
import org.lambdanas.proto.v1.EncodingProto;
import org.lambdanas.proto.v1.EvaluationProto;
import org.lambdanas.proto.v1.FitProto;
import org.lambdanas.proto.v1.GuidedProto;
import org.lambdanas.proto.v1.JudgementProto;
import org.lambdanas.proto.v1.ModelProto;
import org.lambdanas.proto.v1.NamedTensorProto;
import org.lambdanas.proto.v1.NetworkProto;
import org.lambdanas.proto.v1.OutcomeProto;
import org.lambdanas.proto.v1.PredictionProto;
import org.lambdanas.proto.v1.PredictorServiceProto;
import org.lambdanas.proto.v1.ResultProto;
import org.lambdanas.proto.v1.RunProto;
import org.lambdanas.proto.v1.ScoreProto;
import org.lambdanas.proto.v1.SearchProto;
import org.lambdanas.proto.v1.SearchServiceProto;
import org.lambdanas.proto.v1.ServerProto;
import org.lambdanas.proto.v1.SharingProto;
import org.lambdanas.proto.v1.StrategyProto;
import org.lambdanas.proto.v1.StudyProto;
import org.lambdanas.proto.v1.TableProto;
import org.lambdanas.proto.v1.TrainingProto;
import org.lambdanas.proto.v1.TrialProto;

/** The message types of the project, by name. */
public final class MessageTypes {

  private static final List<FileDescriptor> FILES =
      List.of(
          ArchitectureProto.getDescriptor(),
          BudgetProto.getDescriptor(),
          ComparisonProto.getDescriptor(),
          EncodingProto.getDescriptor(),
          EvaluationProto.getDescriptor(),
          FitProto.getDescriptor(),
          GuidedProto.getDescriptor(),
          JudgementProto.getDescriptor(),
          ModelProto.getDescriptor(),
          NamedTensorProto.getDescriptor(),
          NetworkProto.getDescriptor(),
          OutcomeProto.getDescriptor(),
          PredictionProto.getDescriptor(),
          PredictorServiceProto.getDescriptor(),
          ResultProto.getDescriptor(),
          RunProto.getDescriptor(),
          ScoreProto.getDescriptor(),
          SearchProto.getDescriptor(),
          SearchServiceProto.getDescriptor(),
          ServerProto.getDescriptor(),
          TableProto.getDescriptor(),
          SharingProto.getDescriptor(),
          StrategyProto.getDescriptor(),
          StudyProto.getDescriptor(),
          TrainingProto.getDescriptor(),
          TrialProto.getDescriptor());

  private static final SortedMap<String, Message> PROTOTYPES = prototypes();

  private static final TypeRegistry REGISTRY =
      TypeRegistry.newBuilder()
          .add(PROTOTYPES.values().stream().map(Message::getDescriptorForType).toList())
          .build();

  private MessageTypes() {}

  /**
   * An empty message of every type, by the type's short name, such as {@code "Architecture"}, in
   * the order of the alphabet.
   */
  public static SortedMap<String, Message> all() {
    return PROTOTYPES;
  }

  /**
   * An empty message of a type, by its short name or its full one ({@code
   * "lambdanas.v1.Architecture"}).
   */
  public static Message byName(String name) {
    Message prototype = PROTOTYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (prototype == null
        || (name.contains(".") && !prototype.getDescriptorForType().getFullName().equals(name))) {
      throw new ConfigException(
          "unknown message type %s: known are %s"
              .formatted(
                  Suggestion.quoted(name, PROTOTYPES.keySet()),
                  String.join(", ", PROTOTYPES.keySet())));
    }
    return prototype;
  }

  /** The types, for the JSON form of messages that hold one of any type. */
  public static TypeRegistry registry() {
    return REGISTRY;
  }

  private static SortedMap<String, Message> prototypes() {
    SortedMap<String, Message> prototypes = new TreeMap<>();
    for (FileDescriptor file : FILES) {
      for (Descriptor type : file.getMessageTypes()) {
        prototypes.put(type.getName(), prototype(file, type));
      }
    }
    return Collections.unmodifiableSortedMap(prototypes);
  }

  private static Message prototype(FileDescriptor file, Descriptor type) {
    String name = file.getOptions().getJavaPackage() + "." + type.getName();
    try {
      return (Message) Internal.getDefaultInstance(Class.forName(name).asSubclass(Message.class));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("generated class " + name + " is missing", e);
    }
  }
}
