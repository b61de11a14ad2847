package io.ubernetes.apimachinery.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A step of the build: takes the field numbers of Kubernetes' messages from the generated classes
/// of `client-java-proto`, and writes the resource that [Messages] reads. The artifact (13 MB) is
/// needed neither at run time nor in the class path of this module.
///
/// A message is a line with its name as in the OpenAPI documents, followed by a line `NUMBER NAME
/// TYPE` for each field; `[]` before the type is a list, `{}` a map from strings.
final class MessageExtractor {

  private static final Pattern FILES = Pattern.compile("io/kubernetes/client/proto/(\\w+)\\.class");

  /// What is served are the stable versions; the parts that they share have no version.
  private static final Pattern UNSTABLE = Pattern.compile("\\.v\\d+(alpha|beta)\\d+$");

  private MessageExtractor() {}

  /// @param args the artifact, which must also be in the class path, and the file to write; nothing
  ///   is done when the file is the newer one
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    Path artifact = Path.of(args[0]);
    Path target = Path.of(args[1]);
    if (Files.exists(target)
        && Files.getLastModifiedTime(target).compareTo(Files.getLastModifiedTime(artifact)) > 0) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (FileDescriptor file : files(artifact)) {
      if (!UNSTABLE.matcher(file.getPackage()).find()) {
        file.getMessageTypes().forEach(message -> write(message, lines));
      }
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.writeString(target, lines);
  }

  private static List<FileDescriptor> files(Path artifact)
      throws IOException, ReflectiveOperationException {
    List<FileDescriptor> files = new ArrayList<>();
    try (ZipFile zip = new ZipFile(artifact.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (FILES.matcher(entry.getName()).matches()) {
          String name = entry.getName().replace('/', '.').replaceFirst("\\.class$", "");
          Object file = Class.forName(name).getMethod("getDescriptor").invoke(null);
          files.add((FileDescriptor) file);
        }
      }
    }
    return files;
  }

  private static void write(Descriptor message, StringBuilder lines) {
    lines.append(definition(message)).append('\n');
    for (FieldDescriptor field : message.getFields()) {
      lines.append(field.getNumber()).append(' ').append(field.getName()).append(' ');
      if (field.isMapField()) {
        FieldDescriptor value = field.getMessageType().findFieldByName("value");
        lines.append("{}").append(type(value));
      } else {
        lines.append(field.isRepeated() ? "[]" : "").append(type(field));
      }
      lines.append('\n');
    }
  }

  private static String type(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.MESSAGE
        ? definition(field.getMessageType())
        : field.getType().name().toLowerCase(Locale.ROOT);
  }

  /// `k8s.io.api.core.v1.Pod` is `io.k8s.api.core.v1.Pod` in the OpenAPI documents.
  private static String definition(Descriptor message) {
    return message.getFullName().replaceFirst("^k8s\\.io\\.", "io.k8s.").replace('_', '-');
  }
}
