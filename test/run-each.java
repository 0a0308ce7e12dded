import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Runs files as `javac … && java Verify` would, each compiled once, all in this process: a virtual machine's start is most of such a run.
 * A job is a line of base64 between spaces: the folder for classes, the file, SECRETS, NOW, the body, and the flags. So is its outcome.
 */
final class RunEach {
    private static final Map<String, Method> compiled = new HashMap<>();

    public static void main(String[] sources) throws Exception {
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            List<String> job = Arrays.stream(line.split(" ", -1)).map(RunEach::decode).toList();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream error = new ByteArrayOutputStream();
            int code = 1;
            try {
                InputStream in = new ByteArrayInputStream(job.get(4).getBytes(StandardCharsets.UTF_8));
                Map<String, String> environment = Map.of("SECRETS", job.get(2), "NOW", job.get(3));
                String[] flags = job.subList(5, job.size()).toArray(new String[0]);
                PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
                code = (int) compileOnce(job.get(0), job.get(1), sources).invoke(null, flags, environment, in, printed);
            } catch (ReflectiveOperationException thrown) {
                thrown.printStackTrace(new PrintStream(error, true, StandardCharsets.UTF_8));
            }
            System.out.println(code + " " + encode(out) + " " + encode(error));
            System.out.flush();
        }
    }

    private static Method compileOnce(String folder, String file, String[] sources) throws Exception {
        Method known = compiled.get(file);
        if (known != null) {
            return known;
        }
        Path classes = Files.createTempDirectory(Path.of(folder), "classes-");
        String[] flags = Stream.concat(Stream.of("-d", classes.toString(), file), Arrays.stream(sources)).toArray(String[]::new);
        if (ToolProvider.getSystemJavaCompiler().run(null, null, System.err, flags) != 0) {
            throw new IllegalStateException(file + " does not compile.");
        }
        Method run = new URLClassLoader(new URL[] {classes.toUri().toURL()}).loadClass("Verify")
            .getDeclaredMethod("run", String[].class, Map.class, InputStream.class, PrintStream.class);
        run.setAccessible(true);
        compiled.put(file, run);
        return run;
    }

    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    private static String encode(ByteArrayOutputStream bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
