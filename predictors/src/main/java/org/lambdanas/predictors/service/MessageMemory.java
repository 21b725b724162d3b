package org.lambdanas.predictors.service;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads requests only if there is memory for them. Two bytes of a message may become an object of a
 * hundred: what it will take is found by walking over its fields first.
 */
final class MessageMemory {

  /** An object with its header, its fields and its place in a list. */
  private static final int OBJECT = 96;

  private MessageMemory() {}

  /** The service with requests that are weighed before they are read. */
  static ServerServiceDefinition weighed(ServerServiceDefinition service) {
    List<ServerMethodDefinition<?, ?>> methods =
        service.getMethods().stream().<ServerMethodDefinition<?, ?>>map(m -> weighed(m)).toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder weighed = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(weighed::addMethod);
    return weighed.build();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> weighed(ServerMethodDefinition<Q, A> method) {
    MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
    ServerCallHandler<Q, A> handler = method.getServerCallHandler();
    MethodDescriptor.PrototypeMarshaller<Q> plain =
        (MethodDescriptor.PrototypeMarshaller<Q>) descriptor.getRequestMarshaller();
    Marshaller<Q> weighing =
        new Marshaller<>() {
          @Override
          public InputStream stream(Q value) {
            return plain.stream(value);
          }

          @Override
          public Q parse(InputStream stream) {
            Q empty = plain.getMessagePrototype();
            Calls.Call call = Calls.current();
            try {
              byte[] bytes = bytes(stream, call);
              Message prototype = (Message) empty;
              long weight =
                  weight(CodedInputStream.newInstance(bytes), prototype.getDescriptorForType());
              call.release();
              call.take(weight);
              @SuppressWarnings("unchecked")
              Q message = (Q) prototype.getParserForType().parseFrom(bytes);
              return message;
            } catch (StatusRuntimeException e) {
              call.refuse(e);
            } catch (IOException e) {
              call.refuse(Failures.unreadable(e));
            }
            return empty;
          }
        };
    return ServerMethodDefinition.create(
        descriptor.toBuilder(weighing, descriptor.getResponseMarshaller()).build(), handler);
  }

  private static byte[] bytes(InputStream stream, Calls.Call call) throws IOException {
    if (stream instanceof KnownLength) {
      // Its bytes have been counted as they came.
      return stream.readAllBytes();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] piece = new byte[1 << 16];
    for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
      call.take(count);
      bytes.write(piece, 0, count);
    }
    return bytes.toByteArray();
  }

  /** About how many bytes a message takes as an object. */
  static long weight(CodedInputStream in, Descriptor type) throws IOException {
    long weight = OBJECT;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      int before = in.getTotalBytesRead();
      if (field == null || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        in.skipField(tag);
        // A field that is not known is an object of its own.
        weight += in.getTotalBytesRead() - before + (field == null ? OBJECT : Long.BYTES);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        // No type of a request holds itself, so this goes no deeper than they do.
        int limit = in.pushLimit(in.readRawVarint32());
        weight += weight(in, field.getMessageType());
        in.popLimit(limit);
      } else {
        in.skipField(tag);
        int length = in.getTotalBytesRead() - before;
        weight +=
            switch (field.getType()) {
              case STRING -> OBJECT + 2L * length;
              case BYTES -> OBJECT + length;
              case FLOAT, DOUBLE, FIXED32, FIXED64, SFIXED32, SFIXED64 -> length;
              // Packed numbers of a byte each.
              default -> (long) Long.BYTES * length;
            };
      }
    }
    return weight;
  }
}
