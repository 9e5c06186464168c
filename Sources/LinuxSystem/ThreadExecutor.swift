// SPDX-License-Identifier: Apache-2.0

import CLinux
import Synchronization

/// A serial executor on a dedicated thread, for an actor whose work blocks, such as a store that syncs to disk.
///
/// An actor keeps the executor in a stored property and returns `asUnownedSerialExecutor()` from `unownedExecutor`. Jobs run one after the
/// other, in the order of their arrival. The thread ends after the executor is freed; no caller waits for it.
public final class ThreadExecutor: SerialExecutor {
    private let queue: JobQueue

    /// Starts the thread; its name is truncated to 15 bytes.
    public init(name: String) throws(SyscallError) {
        let queue = JobQueue()
        self.queue = queue
        let thread = try NativeThread(name: name) {
            while let job = queue.next() { job.run() }
        }
        thread.detach()
    }

    deinit {
        queue.close()
    }

    /// Appends a job to the queue.
    public func enqueue(_ job: consuming ExecutorJob) {
        queue.add(QueuedJob(job: UnownedJob(job), executor: self))
    }

    /// Traps unless the caller runs on this executor's thread.
    public func checkIsolated() {
        precondition(queue.isCurrentThread, "not on the executor's thread")
    }
}

/// A job, and the executor that stays alive until the job has run.
///
/// The job may hold the last reference to the actor, and the actor the last one to the executor. Without this reference, the executor would
/// be freed while the job runs on it.
private struct QueuedJob: Sendable {
    let job: UnownedJob
    let executor: ThreadExecutor

    func run() {
        job.runSynchronously(on: executor.asUnownedSerialExecutor())
    }
}

/// A queue of jobs in order, and the thread that waits for them.
private final class JobQueue: Sendable {
    private struct State {
        var jobs: [QueuedJob] = []
        var isClosed = false
        var thread: pid_t?
    }

    private let state = Mutex(State())
    private let bell = Semaphore()

    var isCurrentThread: Bool {
        state.withLock { $0.thread == clinux_gettid() }
    }

    func add(_ job: QueuedJob) {
        state.withLock { $0.jobs.append(job) }
        bell.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        bell.signal()
    }

    /// Waits for a job; nil once the queue is closed.
    func next() -> QueuedJob? {
        bell.wait()
        return state.withLock { state in
            state.thread = clinux_gettid()
            return state.jobs.isEmpty ? nil : state.jobs.removeFirst()
        }
    }
}
