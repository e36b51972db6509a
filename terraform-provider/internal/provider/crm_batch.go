package provider

import (
	"context"
	"slices"
	"sync"
)

// batches hands over together what is asked for while a batch is under way. There are no timers: the first item goes out at
// once, and what comes meanwhile goes out as soon as that is done.
type batches[T comparable] struct {
	// carry carries out a batch and writes the results into its items. The context ends when nobody waits for it any more.
	carry func(ctx context.Context, items []T)

	mu   sync.Mutex
	next *batch[T] // collects; nil when there is nothing
	busy bool      // one is under way
}

type batch[T comparable] struct {
	ctx    context.Context
	cancel context.CancelFunc
	items  []T
	left   int // items that nobody waits for any more
	done   chan struct{}
}

// do hands an item over and waits until its batch was carried out. Without an error the item has its result. Otherwise the
// context has ended, and begun tells whether the item went out nevertheless.
func (b *batches[T]) do(ctx context.Context, item T) (begun bool, err error) {
	b.mu.Lock()
	if b.next == nil {
		b.next = &batch[T]{done: make(chan struct{})}
		b.next.ctx, b.next.cancel = context.WithCancel(context.WithoutCancel(ctx))
	}
	mine := b.next
	mine.items = append(mine.items, item)
	if !b.busy {
		b.busy = true
		go b.run()
	}
	b.mu.Unlock()
	select {
	case <-mine.done:
		return true, nil
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == mine {
		mine.items = slices.DeleteFunc(mine.items, func(x T) bool { return x == item })
		return false, ctx.Err()
	}
	if mine.left++; mine.left == len(mine.items) {
		mine.cancel()
	}
	return true, ctx.Err()
}

func (b *batches[T]) run() {
	for {
		b.mu.Lock()
		now := b.next
		b.next = nil
		if now == nil {
			b.busy = false
			b.mu.Unlock()
			return
		}
		b.mu.Unlock()
		if len(now.items) > 0 {
			b.carry(now.ctx, now.items)
		}
		now.cancel()
		close(now.done)
	}
}
