internal import CDNNL
internal import Glibc
internal import Synchronization

/// oneDNN as this library uses it: primitives that are made once for each shape and run in one thread each.
enum OneDNN {
    nonisolated(unsafe) static let engine: dnnl_engine_t = {
        var engine: dnnl_engine_t?
        check(dnnl_engine_create(&engine, dnnl_cpu, 0), "an engine")
        return engine!
    }()

    /// How numbers lie in memory for oneDNN: sizes, strides or a layout of its own, and their kind.
    typealias Layout = dnnl_memory_desc_t

    static func layout(_ sizes: [Int], _ tag: dnnl_format_tag_t, _ kind: dnnl_data_type_t = dnnl_f32) -> Layout {
        var layout = Layout()
        let sizes = sizes.map { dnnl_dim_t($0) }
        check(dnnl_memory_desc_init_by_tag(&layout, Int32(sizes.count), sizes, kind, tag), "a layout")
        return layout
    }

    static func layout(_ sizes: [Int], strides: [Int], _ kind: dnnl_data_type_t = dnnl_f32) -> Layout {
        var layout = Layout()
        check(
            dnnl_memory_desc_init_by_strides(
                &layout, Int32(sizes.count), sizes.map { dnnl_dim_t($0) }, kind, strides.map { dnnl_dim_t($0) }),
            "a layout")
        return layout
    }

    static func bytes(_ layout: Layout) -> Int {
        withUnsafePointer(to: layout) { dnnl_memory_desc_get_size($0) }
    }

    static func check(_ status: dnnl_status_t, _ what: String) {
        if status != dnnl_success { fail("oneDNN gave up making \(what) (status \(status.rawValue))") }
    }
}

/// A computation for fixed shapes, compiled by oneDNN for this processor.
///
/// Several threads may run it at once: it keeps nothing from run to run, and each run brings its own working memory.
final class Primitive: @unchecked Sendable {
    let description: dnnl_primitive_desc_t
    private let primitive: dnnl_primitive_t
    private let scratchpad: OneDNN.Layout

    /// Makes the primitive for one thread, from a description of the operation.
    ///
    /// - Parameters:
    ///   - forward: the primitive whose gradient this one computes, if it does.
    ///   - relu: whether negative results become 0.
    init?(_ operation: UnsafeRawPointer, forward: Primitive? = nil, relu: Bool = false) {
        var attributes: dnnl_primitive_attr_t?
        OneDNN.check(dnnl_primitive_attr_create(&attributes), "attributes")
        defer { dnnl_primitive_attr_destroy(attributes) }
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user)
        if relu {
            var steps: dnnl_post_ops_t?
            OneDNN.check(dnnl_post_ops_create(&steps), "attributes")
            dnnl_post_ops_append_eltwise(steps, 1, dnnl_eltwise_relu, 0, 0)
            dnnl_primitive_attr_set_post_ops(attributes, steps)
            dnnl_post_ops_destroy(steps)
        }
        var description: dnnl_primitive_desc_t?
        var primitive: dnnl_primitive_t?
        OpenMP.onOneThread {
            guard
                dnnl_primitive_desc_create(&description, operation, attributes, OneDNN.engine, forward?.description)
                    == dnnl_success
            else { return }
            dnnl_primitive_create(&primitive, description)
        }
        guard let description, let primitive else { return nil }
        self.description = description
        self.primitive = primitive
        scratchpad = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0).pointee
    }

    init(reordering from: OneDNN.Layout, _ to: OneDNN.Layout) {
        var attributes: dnnl_primitive_attr_t?
        OneDNN.check(dnnl_primitive_attr_create(&attributes), "attributes")
        defer { dnnl_primitive_attr_destroy(attributes) }
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user)
        var description: dnnl_primitive_desc_t?
        var primitive: dnnl_primitive_t?
        var (from, to) = (from, to)
        OpenMP.onOneThread {
            OneDNN.check(
                dnnl_reorder_primitive_desc_create(
                    &description, &from, OneDNN.engine, &to, OneDNN.engine, attributes), "a layout")
            OneDNN.check(dnnl_primitive_create(&primitive, description), "a layout")
        }
        self.description = description!
        self.primitive = primitive!
        scratchpad = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0).pointee
    }

    deinit {
        dnnl_primitive_destroy(primitive)
        dnnl_primitive_desc_destroy(description)
    }

    /// The layout that the primitive wants for its weights, or gives their gradient in.
    var weights: OneDNN.Layout {
        dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0).pointee
    }

    var weightGradient: OneDNN.Layout {
        dnnl_primitive_desc_query_md(description, dnnl_query_diff_weights_md, 0).pointee
    }

    /// Runs in the calling thread alone.
    func run(_ arguments: [(name: Int32, layout: OneDNN.Layout, memory: UnsafeMutableRawPointer)]) {
        let size = OneDNN.bytes(scratchpad)
        let working = size > 0 ? Block(bytes: size) : nil
        var all = arguments.map { argument(for: $0.name, $0.layout, $0.memory) }
        if let working { all.append(argument(for: DNNL_ARG_SCRATCHPAD, scratchpad, working.pointer)) }
        OpenMP.onOneThread {
            var stream: dnnl_stream_t?
            OneDNN.check(dnnl_stream_create(&stream, OneDNN.engine, dnnl_stream_default_flags.rawValue), "a stream")
            OneDNN.check(dnnl_primitive_execute(primitive, stream, Int32(all.count), all), "a result")
            dnnl_stream_destroy(stream)
        }
        for argument in all { dnnl_memory_destroy(argument.memory) }
        withExtendedLifetime(working) {}
    }

    private func argument(
        for name: Int32, _ layout: OneDNN.Layout, _ pointer: UnsafeMutableRawPointer
    ) -> dnnl_exec_arg_t {
        var memory: dnnl_memory_t?
        withUnsafePointer(to: layout) {
            OneDNN.check(dnnl_memory_create(&memory, $0, OneDNN.engine, pointer), "memory")
        }
        return dnnl_exec_arg_t(arg: name, memory: memory)
    }
}

/// Writing numbers over into another layout or kind.
final class Reorder: @unchecked Sendable {
    private let from, to: OneDNN.Layout
    private let primitive: Primitive

    init(_ from: OneDNN.Layout, _ to: OneDNN.Layout) {
        (self.from, self.to) = (from, to)
        primitive = Primitive(reordering: from, to)
    }

    /// Runs in the calling thread alone.
    func run(_ source: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer) {
        primitive.run([(DNNL_ARG_SRC, from, source), (DNNL_ARG_DST, to, target)])
    }
}

extension OneDNN {
    /// Writes numbers over into another layout or kind.
    static func reorder(
        _ source: UnsafeMutableRawPointer, _ from: Layout, into target: UnsafeMutableRawPointer, _ to: Layout
    ) {
        // oneDNN keeps the compiled code from call to call.
        Reorder(from, to).run(source, target)
    }
}

/// A block of memory that is given back when nobody holds it any more.
final class Block: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    private let bytes: Int

    init(bytes: Int) {
        self.bytes = MemoryPool.roundedSize(max(bytes, 1))
        pointer = MemoryPool.shared.take(self.bytes)
    }

    deinit { MemoryPool.shared.give(pointer, bytes) }
}

/// Primitives by what they were made for. Only the thread that starts an operation asks, so nobody waits for the lock.
struct PrimitiveCache<Key: Hashable & Sendable, Value: Sendable>: ~Copyable, Sendable {
    // Networks have few shapes; a program that goes through very many starts afresh.
    private let stored = Mutex<[Key: Value]>([:])

    func value(for key: Key, _ make: () -> Value) -> Value {
        stored.withLock { stored in
            if let value = stored[key] { return value }
            if stored.count >= 256 { stored = [:] }
            let value = make()
            stored[key] = value
            return value
        }
    }
}

/// The OpenMP runtime that oneDNN brings along; absent where oneDNN was built without it.
///
/// oneDNN's own threads would hang in the child of a fork.
enum OpenMP {
    private typealias Getter = @convention(c) () -> Int32
    private typealias Setter = @convention(c) (Int32) -> Void

    private static let threads = dlsym(nil, "omp_get_max_threads").map { unsafeBitCast($0, to: Getter.self) }
    private static let setThreads = dlsym(nil, "omp_set_num_threads").map { unsafeBitCast($0, to: Setter.self) }

    /// Keeps OpenMP to one thread during `body`, for the calling thread only.
    static func onOneThread(_ body: () -> Void) {
        let before = threads?() ?? 1
        if before != 1 { setThreads?(1) }
        body()
        if before != 1 { setThreads?(before) }
    }
}
