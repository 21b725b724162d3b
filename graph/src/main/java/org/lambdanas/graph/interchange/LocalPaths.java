package org.lambdanas.graph.interchange;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SettingsProto;

/**
 * Messages for others: without the folders of the machine they were made on, which are nobody
 * else's business.
 */
public final class LocalPaths {

  private static final String PATH = "PATH";

  private LocalPaths() {}

  /** The same message with {@code PATH} in place of files and folders that were given to it. */
  public static <M extends Message> M removed(M message) {
    Message.Builder builder = message.toBuilder();
    remove(builder);
    @SuppressWarnings("unchecked")
    M removed = (M) builder.build();
    return removed;
  }

  private static void remove(Message.Builder builder) {
    for (Map.Entry<FieldDescriptor, Object> entry : builder.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
        if (field.isRepeated()) {
          for (int i = 0; i < builder.getRepeatedFieldCount(field); i++) {
            remove(builder.getRepeatedFieldBuilder(field, i));
          }
        } else {
          remove(builder.getFieldBuilder(field));
        }
      } else if (field.getOptions().getExtension(SettingsProto.setting).getPath()) {
        builder.setField(field, PATH);
      }
    }
    if (builder instanceof RunProvenance.Builder provenance) {
      List<String> arguments =
          provenance.getArgumentsList().stream().map(LocalPaths::argument).toList();
      provenance.clearArguments().addAllArguments(arguments);
    }
  }

  /** Of an argument {@code --option=value} the option stays. */
  private static String argument(String argument) {
    if (argument.indexOf('/') < 0 && argument.indexOf('\\') < 0) {
      return argument;
    }
    int value = argument.startsWith("--") ? argument.indexOf('=') + 1 : 0;
    return argument.substring(0, value) + PATH;
  }
}
